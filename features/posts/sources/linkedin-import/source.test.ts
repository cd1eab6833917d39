import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openObjectStore } from "@millrace/platform/objects";
import { createLogger } from "@millrace/platform/telemetry";
import { expect, onTestFinished, test } from "vitest";
import { readFixture } from "../../extraction/fixtures/read-fixture.ts";
import type { SourceContext, SourcePage, SourceRequest } from "../source.ts";
import { linkedInImportSource } from "./source.ts";
import { makeZip } from "./make-zip.ts";

/** The import makes no request: a client that is asked is a failure. */
const noHttp = { fetch: () => Promise.reject(new Error("the import must not use the network")) };

async function context(): Promise<SourceContext> {
  const folder = await mkdtemp(join(tmpdir(), "millrace-objects-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const log = createLogger({ level: "silent" });
  return {
    http: noHttp,
    objects: await openObjectStore({ folder }),
    log,
    signal: new AbortController().signal,
    runId: "run",
  };
}

function request(files: { name: string; hash: string; content_type?: string }[]): SourceRequest {
  return {
    source: "linkedin-import",
    keywords: "",
    max_posts: 200,
    rules: "legal-fr",
    files: files.map((file) => ({ content_type: null, ...file })),
  };
}

async function allPages(source: SourceContext, asked: SourceRequest): Promise<SourcePage[]> {
  const pages: SourcePage[] = [];
  let cursor: string | null = null;
  do {
    const page: SourcePage = await linkedInImportSource.nextPage(source, asked, cursor);
    pages.push(page);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return pages;
}

test("every document of every upload is given once, in pages, and stored on its own", async () => {
  const source = await context();
  const html = Buffer.from(readFixture("public-post.html").bytes).toString("utf8");
  const members = Array.from({ length: 120 }, (_, index) => ({
    name: `p${String(index).padStart(3, "0")}.html`,
    bytes: Buffer.from(html.replace("Camille", `Camille${index}`)),
  }));
  const zip = await source.objects.put(
    makeZip([...members, { name: "../evil.html", bytes: Buffer.from(html) }]),
  );
  const single = await source.objects.put(readFixture("voyager-feed-slice.json").bytes);
  const asked = request([
    { name: "many.zip", hash: zip },
    { name: "feed.json", hash: single },
    { name: "gone.html", hash: "0".repeat(64) },
  ]);
  const pages = await allPages(source, asked);
  const documents = pages.flatMap((page) => page.documents);
  expect(documents.map((document) => document.name)).toEqual([
    ...members.map((member) => `many.zip!/${member.name}`),
    "feed.json",
  ]);
  expect(new Set(documents.map((document) => document.hash)).size).toBe(121);
  expect(await source.objects.has(documents[119]!.hash)).toBe(true);
  expect(Math.max(...pages.map((page) => page.documents.length))).toBeLessThanOrEqual(50);
  expect(pages.flatMap((page) => page.problems)).toEqual([
    expect.stringMatching(/^zip_unsafe_name: /),
    expect.stringMatching(/^missing_upload: /),
  ]);
});

test("the same cursor gives the same page again", async () => {
  const source = await context();
  const hash = await source.objects.put(readFixture("public-post.html").bytes);
  const asked = request([{ name: "a.html", hash }]);
  expect(await linkedInImportSource.nextPage(source, asked, null)).toEqual(
    await linkedInImportSource.nextPage(source, asked, null),
  );
});

test("a document keeps how it was answered: its status in a recording, the type its upload was sent with", async () => {
  const source = await context();
  const page = readFixture("public-post.html").bytes;
  const har = {
    log: {
      entries: [
        {
          request: { url: "https://www.linkedin.com/posts/a_b-activity-7399000000000000000-c" },
          response: {
            status: 999,
            content: { text: Buffer.from(page).toString("utf8"), mimeType: "text/html" },
          },
        },
      ],
    },
  };
  const asked = request([
    { name: "rec.har", hash: await source.objects.put(Buffer.from(JSON.stringify(har))) },
    { name: "a.html", hash: await source.objects.put(page), content_type: "text/html; charset=iso-8859-15" },
  ]);

  const { documents } = await linkedInImportSource.nextPage(source, asked, null);

  expect(documents).toMatchObject([
    { name: "rec.har#1", status: 999, contentType: "text/html" },
    { name: "a.html", status: null, contentType: "text/html; charset=iso-8859-15" },
  ]);
});
