import { expect, it } from "vitest";
import { classification } from "../contract.ts";
import { runClassify } from "./classify.ts";

async function run(lines: string | Uint8Array[], rules = "legal-fr", json = true) {
  const out: string[] = [];
  const err: string[] = [];
  async function* stdin(): AsyncGenerator<string | Uint8Array> {
    if (typeof lines === "string") yield lines;
    else yield* lines;
  }
  const code = await runClassify(
    { rules, json, nowMs: Date.parse("2026-11-21T12:00:00Z") },
    { stdin: stdin(), stdout: (line) => out.push(line), stderr: (line) => err.push(line) },
  );
  return { code, out, err };
}

it("prints one classification per line, in order, with the deciding terms", async () => {
  const { code, out, err } = await run(
    '{"text":"Nous recrutons un juriste à Lyon"}\n\r\n{"text":"Stage juriste H/F","extra":1}\r\n',
  );
  expect({ code, err }).toEqual({ code: 0, err: [] });
  const results = out.map((line) => classification.parse(JSON.parse(line)));
  expect(results.map((result) => result.category)).toEqual(["relevant", "internship"]);
  expect(results[0]?.terms[0]).toMatchObject({
    category: "relevant",
    weight: 1,
    spans: [{ start: 0, length: 25, text: "Nous recrutons un juriste" }],
  });
});

it("reads characters cut between two chunks", async () => {
  const bytes = Buffer.from(
    '{"text":"Équipe juridique : nous recrutons un·e délégué·e à la protection des données 🎉"}',
    "utf8",
  );
  const { out } = await run([...bytes].map((byte) => Uint8Array.of(byte)));
  expect(JSON.parse(out[0] ?? "")).toMatchObject({ verdict: "kept" });
});

it("uses date, language, author and place when they are given", async () => {
  const text = "Nous recrutons un juriste en CDI";
  const lines = [
    { published_at: "2026-10-01T00:00:00Z" },
    { language: "en" },
    { author: { headline: "Consultante en recrutement" } },
    { author: "Robert Half" },
    { place: "Genève" },
    {},
  ].map((more) => JSON.stringify({ text, ...more }));
  const { out } = await run(lines.join("\n"));
  expect(out.map((line) => (JSON.parse(line) as { category: string }).category)).toEqual([
    "stale",
    "relevant",
    "agency",
    "agency",
    "external",
    "relevant",
  ]);
});

it("names each bad line and goes on with the rest", async () => {
  const { code, out, err } = await run(
    'nope\n{"text":"Nous recrutons un juriste"}\n{"text":3}\n[]\n{"text":"x","published_at":"hier"}\n',
  );
  expect(code).toBe(2);
  expect(out).toHaveLength(1);
  expect(err.map((line) => /^Line (\d+): [^\n]+\.$/u.exec(line)?.[1])).toEqual(["1", "3", "4", "5"]);
});

it("refuses an unknown rule set by naming the available ones", async () => {
  expect(await run('{"text":"x"}', "nope")).toEqual({
    code: 2,
    out: [],
    err: [expect.stringContaining("generic, legal-fr")],
  });
});

it("prints a line for people without --json", async () => {
  expect((await run('{"text":"Nous recrutons un juriste"}', "legal-fr", false)).out).toEqual([
    "kept relevant 0.75 (Nous recrutons un juriste): Nous recrutons un juriste",
  ]);
});
