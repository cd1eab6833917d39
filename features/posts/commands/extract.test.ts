import { join } from "node:path";
import { expect, test } from "vitest";
import { runExtract } from "./extract.ts";

const fixtures = join(import.meta.dirname, "../extraction/fixtures");

async function run(paths: string[], json = true) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runExtract(paths, {
    stdout: (line) => out.push(line),
    stderr: (line) => err.push(line),
    json,
  });
  return { code, out, err };
}

test("posts are printed one JSON object per line, keys in the contract's order", async () => {
  const { code, out, err } = await run([
    join(fixtures, "public-post.html"),
    join(fixtures, "voyager-feed-slice.json"),
  ]);
  expect(code).toBe(0);
  expect(err).toEqual([]);
  expect(out).toHaveLength(4);
  expect(Object.keys(JSON.parse(out[0]!) as object)).toEqual([
    "urn",
    "permalink",
    "author",
    "text",
    "published_at",
    "language",
    "reactions",
    "comments",
    "reposts",
    "reshared",
    "mentions",
    "hashtags",
    "media",
    "is_promoted",
    "edited",
    "evidence",
    "trust",
    "unknown",
    "source_file",
  ]);
});

test("a missing path is one sentence and the others are still read", async () => {
  const { code, out, err } = await run([join(fixtures, "nope.html"), join(fixtures, "public-post.html")]);
  expect(code).toBe(2);
  expect(err).toEqual([expect.stringContaining("nope.html")]);
  expect(out).toHaveLength(1);
});

test("no path at all is bad usage", async () => {
  expect(await run([])).toMatchObject({
    code: 2,
    out: [],
    err: [expect.stringContaining("millrace extract")],
  });
});

test("a wall is printed as a wall and nothing was extracted", async () => {
  const { code, out } = await run([join(fixtures, "authwall.html")]);
  expect(code).toBe(3);
  expect(Object.keys(JSON.parse(out[0]!) as object)).toEqual(["wall", "message", "source_file"]);
  expect(JSON.parse(out[0]!)).toMatchObject({ wall: "login" });
});

test("people get a short line instead of JSON", async () => {
  const { out } = await run([join(fixtures, "public-post.html")], false);
  expect(out[0]).toMatch(/^2026-05-22T15:15:20\.180Z {2}Camille Exemple {2}Looking for a tool/);
});
