import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { extractedPost } from "@millrace/posts/contract";
import { createTemporaryFolder, type TemporaryFolder } from "@millrace/platform/testing";
import { expectRefusal, runMillrace, type Ending, type Surroundings } from "../testing/run-millrace.ts";

const fixtures = join(import.meta.dirname, "../../../features/posts/extraction/fixtures");
const publicPost = await readFile(join(fixtures, "public-post.html"));

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await createTemporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Runs `posts extract --json` on files written for the test, or on paths as given. */
async function extract(
  files: Readonly<Record<string, string | Uint8Array>>,
  more: Partial<Surroundings> = {},
  paths = Object.keys(files),
): Promise<Ending> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder.path, name), content);
  return runMillrace(["posts", "extract", ...paths, "--json"], { cwd: folder.path, ...more });
}

const postsOf = ({ stdout }: Ending) =>
  stdout
    .trim()
    .split("\n")
    .map((line) => extractedPost.parse(JSON.parse(line)));

function expectQuiet({ stderr }: Ending): void {
  expect(stderr).not.toContain("    at ");
  for (const line of stderr.split("\n").filter(Boolean)) expect(line).toMatch(/\.$|\)$/);
}

test("saved pages and API answers give one post per line", async () => {
  const ending = await extract({}, {}, [
    join(fixtures, "public-post.html"),
    join(fixtures, "voyager-feed-slice.json"),
  ]);
  expect(ending).toMatchObject({ code: 0, stderr: "" });
  expect(postsOf(ending)).toHaveLength(4);
});

test("a page cut off anywhere gives only values of the whole page, or none", async () => {
  const whole = postsOf(await extract({ "whole.html": publicPost }))[0];
  const parts = [0.25, 0.5, 0.75, 0.95];
  const files = Object.fromEntries(
    parts.map((part) => [`cut-${part}.html`, publicPost.subarray(0, Math.round(publicPost.length * part))]),
  );
  const ending = await extract(files);
  expect([0, 3]).toContain(ending.code);
  expectQuiet(ending);
  for (const line of ending.stdout.trim().split("\n")) {
    const found = JSON.parse(line) as Record<string, unknown>;
    if ("wall" in found) continue;
    expect([null, whole?.urn]).toContain(found["urn"]);
    expect([null, whole?.published_at]).toContain(found["published_at"]);
    expect([null, whole?.reactions]).toContain(found["reactions"]);
  }
});

test("a page of 50 MB is read in bounded memory", async () => {
  const filler = Buffer.from(`<p>${"lorem ipsum ".repeat(80)}</p>\n`);
  const page = Buffer.concat([
    publicPost,
    ...Array.from({ length: Math.ceil((50 * 1024 * 1024) / filler.length) }, () => filler),
  ]);
  const ending = await extract({ "large.html": page }, { env: { NODE_OPTIONS: "--max-old-space-size=512" } });
  expect(ending).toMatchObject({ code: 0, stderr: "" });
  expect(postsOf(ending).map((post) => post.urn)).toEqual(
    postsOf(await extract({ "small.html": publicPost })).map((post) => post.urn),
  );
});

test("a page too large to read is refused in one sentence, without being read", async () => {
  expectRefusalWithCode3(
    await extract({ "huge.html": Buffer.alloc(65 * 1024 * 1024, `${publicPost.toString("utf8")}\n`) }),
    /huge\.html has 65 MB/,
  );
});

test("malformed structured data is named and the rest of the page is still read", async () => {
  const page = publicPost.toString("utf8").replace(/(<script type="application\/ld\+json"[^>]*>)/, "$1{{{");
  const ending = await extract({ "malformed.html": page });
  expect(page).toContain("{{{");
  expect(ending.code).toBe(0);
  expect(ending.stderr).toMatch(/^malformed\.html: json_ld_unreadable: [^\n]+\n$/);
  expect(postsOf(ending)[0]?.urn).not.toBeNull();
});

test("an archive's members that point outside are refused by name and nothing is written", async () => {
  const ending = await extract({
    "pages.zip": zipOf({ "../../escaped.html": publicPost, "inside/page.html": publicPost }),
  });
  expect(ending.code).toBe(0);
  expect(postsOf(ending)).toHaveLength(1);
  expect(ending.stderr).toMatch(/^[^\n]*\.\.\/\.\.\/escaped\.html[^\n]*\.\n$/);
  await expect(readFile(join(folder.path, "../../escaped.html"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("a damaged archive is one sentence", async () => {
  expectRefusalWithCode3(
    await extract({ "damaged.zip": zipOf({ "page.html": publicPost }).subarray(0, 200) }),
    /damaged\.zip is a damaged archive/,
  );
});

test("a folder without any post ends with exit code 3", async () => {
  await mkdir(join(folder.path, "empty"));
  expectRefusal(await extract({}, {}, ["empty"]), 3, /No post was found/);
});

test("a path that does not exist ends with exit code 2 and names it", async () => {
  expectRefusal(await extract({}, {}, ["nope.html"]), 2, /nope\.html/);
});

test("a file that is no page at all is answered by name", async () => {
  expectRefusalWithCode3(
    await extract({ "picture.png": Buffer.from("89504e470d0a1a0a0000000d", "hex") }),
    /picture\.png is neither HTML/,
  );
});

test("extract without a path is a usage error", async () => {
  const { code, stdout, stderr } = await runMillrace(["posts", "extract"], { cwd: folder.path });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^error: missing required argument 'path'\n$/);
});

/** Nothing was found, and a sentence before says why. */
function expectRefusalWithCode3(ending: Ending, sentence: RegExp): void {
  expect(ending).toMatchObject({ code: 3, stdout: "" });
  expect(ending.stderr).toMatch(/^[^\n]+\.\nNo post was found\.\n$/);
  expect(ending.stderr).toMatch(sentence);
}

/** A ZIP archive built by hand (PKWARE APPNOTE 4.3): ordinary packers refuse to write dangerous names. */
function zipOf(members: Readonly<Record<string, Uint8Array>>): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [member, bytes] of Object.entries(members)) {
    const name = Buffer.from(member);
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    locals.push(Buffer.from("504b0304", "hex"), common, name, packed);
    centrals.push(Buffer.from("504b01021400", "hex"), common, place, name);
    offset += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write("504b0506", "hex");
  end.writeUInt16LE(centrals.length / 4, 8);
  end.writeUInt16LE(centrals.length / 4, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
