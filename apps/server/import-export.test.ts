import { until } from "@millrace/platform/testing";
import type { Collection, PostSummary, Stats } from "@millrace/posts/contract";
import { afterAll, expect, test } from "vitest";
import { byText, everyPost, listenTo } from "./testing/api-helpers.ts";
import { json, openTestHouse } from "./testing/test-house.ts";
import { zipOf } from "./testing/zip-of.ts";

const house = await openTestHouse({ site: { posts: 30 } });
afterAll(() => house[Symbol.asyncDispose]());

interface Problem {
  code: string;
  field?: string;
}

const site = async (path: string, accept: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await (await fetch(house.site.url + path, { headers: { accept } })).arrayBuffer());
const pageOf = (urn: string | null): Promise<Uint8Array<ArrayBuffer>> =>
  site(`/feed/update/${urn}`, "text/html");

async function send(
  files: readonly (readonly [string, Uint8Array<ArrayBuffer> | string])[],
  rules?: string,
): Promise<Collection> {
  const form = new FormData();
  for (const [name, content] of files) form.append("files", new File([content], name));
  if (rules !== undefined) form.append("rules", rules);
  const { status, body } = await house.call<Collection>("/imports", { method: "POST", body: form });
  expect(status, JSON.stringify(body)).toBe(202);
  return until("the import has ended", async () => {
    const now = await house.call<Collection>(`/collections/${encodeURIComponent(body.id)}`);
    return now.body.status === "succeeded" ? now.body : null;
  });
}

test("an answer of 999 in a recording is a wall, whatever it shows", async () => {
  const urn = house.site.posts()[20]?.shown.urn ?? null;
  const entry = {
    request: { url: `https://www.linkedin.com/feed/update/${urn}` },
    response: { status: 999, content: { text: new TextDecoder().decode(await pageOf(urn)) } },
  };
  const ended = await send([["walled.har", JSON.stringify({ log: { entries: [entry] } })]]);
  expect(ended).toMatchObject({ seen: 0, saved: 0, wall: null });
  expect(ended.problems).toEqual([expect.stringMatching(/^rate_limit: walled\.har#1: .*999/u)]);
});

test("saved pages, an archive of them and a page that is a wall are imported together, what could not be read listed", async () => {
  const [first, second, third] = house.site.posts().map((entry) => entry.shown.urn);
  const login = await site("/authwall", "text/html");
  const ended = await send(
    [
      ["first post.html", await pageOf(first ?? null)],
      ["again\0\ud800.html", await pageOf(first ?? null)],
      [
        "archive.zip",
        zipOf([
          ["inside/second.html", await pageOf(second ?? null)],
          ["inside/third.html", await pageOf(third ?? null)],
        ]),
      ],
      ["login.html", login],
      ["notes.txt", "nothing to see"],
    ],
    "generic",
  );

  expect(ended).toMatchObject({ source: "linkedin-import", rules: "generic", saved: 3, duplicates: 1 });
  expect(ended.problems.some((problem) => problem.includes("login.html"))).toBe(true);
  expect(ended.problems.some((problem) => problem.includes("notes.txt"))).toBe(true);
  const posts = await everyPost(house, "&source=linkedin-import");
  expect(posts.map((post) => post.urn).sort(byText)).toEqual([first, second, third].sort(byText));
  expect(posts.every((post) => !post.is_demo)).toBe(true);
  const sources = await house.call<{ items: { id: string; state: string }[] }>("/sources");
  expect(sources.body.items.every((source) => source.state === "ok")).toBe(true);
});

test("an import without a file, or asked for as a collection, is refused with what to do", async () => {
  const form = new FormData();
  form.append("rules", "generic");
  expect(await house.call<Problem>("/imports", { method: "POST", body: form })).toMatchObject({
    status: 422,
    body: { field: "form.files" },
  });
  const noForm = new URLSearchParams({ files: "text" });
  expect(await house.call<Problem>("/imports", { method: "POST", body: noForm })).toMatchObject({
    status: 415,
    body: { field: "body" },
  });
  const text = new FormData();
  text.append("files", "no file");
  expect(await house.call<Problem>("/imports", { method: "POST", body: text })).toMatchObject({
    status: 422,
    body: { field: "form.files" },
  });
  expect(await house.call<Problem>("/collections", json({ source: "linkedin-import" }))).toMatchObject({
    status: 422,
    body: { code: "import_needs_files" },
  });
});

test("a post is marked, put in the trash, restored and purged; the list, the statistics and the stream agree", async () => {
  const { body } = await house.call<Collection>("/collections", json({}));
  await until(
    "the site is collected",
    async () =>
      (await house.call<Collection>(`/collections/${encodeURIComponent(body.id)}`)).body.status ===
      "succeeded",
  );
  await using stream = await listenTo(`${house.url}/api/v1/stream`);
  const [post] = await everyPost(house);
  const at = `/posts/${post?.id}`;
  const ids = async (filter: string): Promise<string[]> =>
    (await everyPost(house, filter)).map(({ id }) => id);

  expect((await house.call<PostSummary>(`${at}/favourite`, { method: "PUT" })).body.favourite).toBe(true);
  expect(await ids("&favourite=true")).toEqual([post?.id]);
  expect((await house.call<PostSummary>(`${at}/favourite`, { method: "DELETE" })).body.favourite).toBe(false);
  expect(await house.call<Problem>(at, { method: "DELETE" })).toMatchObject({
    status: 409,
    body: { code: "post_not_in_trash" },
  });
  await house.call(`${at}/trash`, { method: "PUT" });
  expect(await ids("")).not.toContain(post?.id);
  expect(await ids("&trashed=true")).toEqual([post?.id]);
  expect((await house.call<Stats>("/stats")).body.trashed).toBe(1);
  await house.call(`${at}/trash`, { method: "DELETE" });
  expect(await ids("")).toContain(post?.id);
  await house.call(`${at}/trash`, { method: "PUT" });
  expect((await house.call(at, { method: "DELETE" })).status).toBe(204);
  expect(await house.call<Problem>(at)).toMatchObject({ status: 404, body: { code: "post_not_found" } });
  expect((await house.call(at, { method: "DELETE" })).status).toBe(404);
  await until("the purge is told", async () => stream.of("post.purged").length === 1);
  expect(stream.of("post.changed").map((event) => (event.payload as PostSummary).id)).toEqual(
    Array.from({ length: 5 }, () => post?.id),
  );
});

test.each([
  [
    "csv",
    "text/csv",
    (bytes: Uint8Array) => new TextDecoder().decode(bytes).split("urn:li:activity:").length > 2,
  ],
  ["jsonl", "application/x-ndjson", (bytes: Uint8Array) => bytes[0] === 0x7b],
  [
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b,
  ],
  [
    "parquet",
    "application/vnd.apache.parquet",
    (bytes: Uint8Array) => new TextDecoder().decode(bytes.subarray(0, 4)) === "PAR1",
  ],
])("posts are downloaded as %s", async (format, type, looksRight) => {
  const answer = await fetch(`${house.url}/api/v1/posts/export?format=${format}&q=a&verdict=kept`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toContain(type);
  expect(answer.headers.get("content-disposition")).toMatch(
    new RegExp(`^attachment; filename="millrace-posts-a-\\d{4}-\\d\\d-\\d\\d\\.${format}"$`, "u"),
  );
  expect(looksRight(new Uint8Array(await answer.arrayBuffer()))).toBe(true);
});

test("a download holds exactly what the list shows for the same filters", async () => {
  for (const filter of [
    "",
    "&verdict=rejected",
    "&source=linkedin-import",
    "&q=juriste",
    "&trashed=true",
    "&author=zzz",
  ]) {
    const text = await (await fetch(`${house.url}/api/v1/posts/export?format=jsonl${filter}`)).text();
    const exported = text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => (JSON.parse(line) as { id: string }).id);
    expect(exported, filter).toEqual((await everyPost(house, filter)).map((post) => post.id));
  }
});
