import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { extractDocument } from "../../extraction/extract-document.ts";
import { readFixture } from "../../extraction/fixtures/read-fixture.ts";
import { expandDocuments, type ImportInput } from "./expand-documents.ts";
import { makeZip } from "./make-zip.ts";

const html = readFixture("public-post.html").bytes;
const json = readFixture("voyager-feed-slice.json").bytes;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-import-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function expand(input: ImportInput) {
  const items = await Array.fromAsync(expandDocuments(input));
  return {
    names: items.flatMap((item) => ("refused" in item ? [] : [item.name])),
    refusals: items.flatMap((item) => ("refused" in item ? [item] : [])),
    posts: items.flatMap((item) => ("refused" in item ? [] : extractDocument(item).posts.length)),
  };
}

describe("folders", () => {
  test("give their files sorted, at every depth, without hidden files and page assets", async () => {
    await mkdir(join(folder, "b"));
    await mkdir(join(folder, "a_files"));
    await writeFile(join(folder, "b", "z.txt"), html);
    await writeFile(join(folder, "a.html"), html);
    await writeFile(join(folder, "a_files", "frame.html"), html);
    await writeFile(join(folder, ".hidden.html"), html);
    await writeFile(join(folder, "c.bin"), json);
    await writeFile(join(folder, "photo.jpg"), Buffer.from([0xff, 0xd8, 0xff]));
    await symlink("/etc/hostname", join(folder, "link.html"));
    const { names, refusals, posts } = await expand({ path: folder });
    expect(names.map((name) => relative(folder, name))).toEqual(["a.html", join("b", "z.txt"), "c.bin"]);
    expect(posts).toEqual([1, 1, 3]);
    expect(refusals).toEqual([]);
  });

  test("a path that does not exist is one sentence", async () => {
    const { refusals } = await expand({ path: join(folder, "nope.html") });
    expect(refusals).toEqual([
      expect.objectContaining({ code: "not_found", message: expect.stringContaining("nope.html") }),
    ]);
  });
});

describe("archives", () => {
  test("are recognised by content and give pages, answers and archives inside", async () => {
    const inner = makeZip([{ name: "deep.html", bytes: html }]);
    const { names, posts } = await expand({
      name: "upload.dat",
      bytes: makeZip([
        { name: "été/page.html", bytes: html },
        { name: "feed.json", bytes: json },
        { name: "inner.zip", bytes: inner },
        { name: "a/", bytes: new Uint8Array() },
      ]),
    });
    expect(names).toEqual([
      "upload.dat!/été/page.html",
      "upload.dat!/feed.json",
      "upload.dat!/inner.zip!/deep.html",
    ]);
    expect(posts).toEqual([1, 3, 1]);
  });

  test("dangerous members are refused one by one and the others are read", async () => {
    const bomb = Buffer.alloc(8 * 1024 * 1024, 0x20);
    const zip = makeZip([
      { name: "../../etc/passwd", bytes: html },
      { name: "/abs.html", bytes: html },
      { name: "c:\\win.html", bytes: html },
      { name: "link.html", bytes: Buffer.from("/etc/passwd"), mode: 0o120777 },
      { name: "bomb.html", bytes: bomb },
      { name: "liar.html", bytes: Buffer.from(html), claimedSize: 10 },
      { name: "good.html", bytes: html },
    ]);
    await writeFile(join(folder, "mixed.zip"), zip);
    const { names, refusals } = await expand({ path: join(folder, "mixed.zip") });
    expect(names.map((name) => relative(folder, name))).toEqual(["mixed.zip!/good.html"]);
    expect(refusals.map((item) => item.code)).toEqual([
      "zip_unsafe_name",
      "zip_unsafe_name",
      "zip_unsafe_name",
      "zip_link",
      "zip_bomb",
      "zip_member_unreadable",
    ]);
  });

  test("a damaged archive is one refusal", async () => {
    const zip = makeZip([{ name: "good.html", bytes: html }]);
    const { names, refusals } = await expand({ name: "cut.zip", bytes: zip.subarray(0, zip.length - 40) });
    expect(names).toEqual([]);
    expect(refusals).toEqual([expect.objectContaining({ code: "zip_unreadable" })]);
  });
});

describe("recordings", () => {
  const entry = (url: string, text: string, mimeType: string, extra: object = {}) => ({
    request: { url },
    response: { status: 200, content: { mimeType, text, ...extra }, ...extra },
  });

  test("give LinkedIn's pages and post answers, plain or base64, and pass over the rest", async () => {
    const har = JSON.stringify({
      log: {
        version: "1.2",
        entries: [
          entry("https://www.linkedin.com/posts/x", Buffer.from(html).toString("utf8"), "text/html"),
          entry(
            "https://www.linkedin.com/voyager/api/feed",
            Buffer.from(json).toString("base64"),
            "application/vnd.linkedin.normalized+json+2.1",
            { encoding: "base64" },
          ),
          entry("https://www.linkedin.com/voyager/api/me", '{"plainId":1}', "application/json"),
          entry("https://static.licdn.com/a.js", "var a", "application/javascript"),
          entry("https://evil-linkedin.com/posts/x", Buffer.from(html).toString("utf8"), "text/html"),
          {
            request: { url: "https://www.linkedin.com/posts/y" },
            response: { status: 999, content: { mimeType: "text/html", text: "" } },
          },
        ],
      },
    });
    const items = await Array.fromAsync(expandDocuments({ name: "rec.har", bytes: Buffer.from(har) }));
    const results = items.map((item) => ("refused" in item ? item : extractDocument(item)));
    expect(items.map((item) => item.name)).toEqual(["rec.har#1", "rec.har#2", "rec.har#6"]);
    expect(
      results.map((result) => ("posts" in result ? [result.posts.length, result.wall?.wall] : result)),
    ).toEqual([
      [1, undefined],
      [3, undefined],
      [0, "rate_limit"],
    ]);
  });

  test("one without any LinkedIn content says how to record", async () => {
    const { refusals } = await expand({ name: "rec.har", bytes: Buffer.from('{"log":{"entries":[]}}') });
    expect(refusals).toEqual([expect.objectContaining({ code: "har_without_linkedin" })]);
  });
});

describe("single-file web archives", () => {
  const page = Buffer.from(html).toString("utf8");
  const address = "https://www.linkedin.com/posts/camille-exemple_x-activity-7463608443963318272-2kSA";

  function archive(parts: string[], headers = `Snapshot-Content-Location: ${address}`): Buffer {
    const head = `From: <Saved by Blink>\r\n${headers}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----MultipartBoundary--x----"\r\n\r\n`;
    return Buffer.from(
      `${head}${parts.map((part) => `\r\n------MultipartBoundary--x----\r\n${part}`).join("")}\r\n------MultipartBoundary--x------\r\n`,
      "latin1",
    );
  }

  function quoted(text: string): string {
    const escaped = Array.from(Buffer.from(text), (byte) =>
      byte === 61 || byte > 126
        ? `=${byte.toString(16).toUpperCase().padStart(2, "0")}`
        : String.fromCharCode(byte),
    ).join("");
    return escaped.replaceAll(/((?:=[0-9A-F]{2}|[^=\n]){60})(?!\n|$)/g, "$1=\r\n");
  }

  const frame =
    "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: cid:frame-2@mhtml.blink\r\n\r\n<p>An advertisement</p>";
  const picture = `Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://media.licdn.com/p.png\r\n\r\niVBORw0KGgo=`;

  test.each([
    ["quoted-printable", quoted(page)],
    ["base64", Buffer.from(page).toString("base64").replaceAll(/.{76}/g, "$&\r\n")],
  ])("give the page at their own address, whatever stands before it (%s)", async (encoding, body) => {
    const part = `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\nContent-Location: ${address}\r\n\r\n${body}`;
    const [document, ...others] = await Array.fromAsync(
      expandDocuments({ name: "page.mhtml", bytes: archive([picture, frame, part]) }),
    );
    expect(others).toEqual([]);
    if (document === undefined || "refused" in document) throw new Error("the archive was refused");
    expect(document).toMatchObject({ name: "page.mhtml", url: address });
    expect(extractDocument({ ...document, name: "x" }).posts).toEqual(
      extractDocument({ ...readFixture("public-post.html"), name: "x" }).posts,
    );
  });

  test("without an address give the first page", async () => {
    expect(
      (await expand({ name: "page.mht", bytes: archive([picture, frame], "Subject: x") })).names,
    ).toEqual(["page.mht"]);
  });

  test.each([
    ["without a page", archive([picture])],
    [
      "in an unknown encoding",
      archive(["Content-Type: text/html\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nabc"]),
    ],
    [
      "cut in the headers",
      Buffer.from("From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/rel"),
    ],
  ])("%s are one refusal", async (_what, bytes) => {
    expect((await expand({ name: "page.mhtml", bytes })).refusals).toEqual([
      expect.objectContaining({ code: "mhtml" }),
    ]);
  });

  test("cut anywhere never throw", async () => {
    const whole = archive([frame, picture]);
    for (let size = 0; size < whole.length; size += 7)
      await expand({ name: "page.mhtml", bytes: whole.subarray(0, size) });
  });
});

test("a file named by a person that cannot hold posts is answered", async () => {
  await writeFile(join(folder, "photo.html"), Buffer.from([0xff, 0xd8, 0xff, 0xe0]));
  await writeFile(join(folder, "page.mhtml"), "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n");
  expect((await expand({ path: join(folder, "photo.html") })).refusals).toEqual([
    expect.objectContaining({ code: "unknown_kind" }),
  ]);
  expect((await expand({ path: join(folder, "page.mhtml") })).refusals).toEqual([
    expect.objectContaining({ code: "mhtml" }),
  ]);
});
