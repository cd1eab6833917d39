import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "@millrace/platform/clock";
import { inTransaction } from "@millrace/platform/db";
import { openObjectStore, type ObjectStore } from "@millrace/platform/objects";
import {
  createTemporaryFolder,
  createTestDatabase,
  type TemporaryFolder,
  type TestDatabase,
} from "@millrace/platform/testing";
import { collectionRequest } from "../contract.ts";
import { insertCollection } from "../queries/collections.ts";
import { markPost } from "../queries/change-post.ts";
import { getPost } from "../queries/get-post.ts";
import { linkedInImportSource } from "../sources/linkedin-import/source.ts";
import { saveDocuments } from "../workflows/save-documents.ts";
import { compareExtraction, type FieldChange, type PostReading } from "./compare-extraction.ts";
import { replayPosts, type ReplayTotals } from "./replay-posts.ts";

const fixtures = join(import.meta.dirname, "../extraction/fixtures");
const pages = [
  "public-post.html",
  "signed-in-feed.html",
  "voyager-feed-slice.json",
  "guest-company-video-fr.html",
  "voyager-decorated.json",
];
const unchanged = { unchanged: 8, changed: 0, fields: {}, missing_pages: 0, not_found_again: 0 };

let folder: TemporaryFolder;
let objectFolder: string;
let objects: ObjectStore;
let db: TestDatabase;
let stack: AsyncDisposableStack;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  folder = stack.use(await createTemporaryFolder());
});
afterAll(() => stack.disposeAsync());

/** Each test has a database of its own, in which the fixtures were collected as an import. */
beforeEach(async () => {
  db = stack.use(await createTestDatabase());
  objectFolder = join(folder.path, randomUUID());
  objects = await openObjectStore({ folder: objectFolder });
  await collect(
    await Promise.all(pages.map((name) => readFile(join(fixtures, name)).then((bytes) => ({ name, bytes })))),
  );
});

async function collect(
  files: { name: string; bytes: Uint8Array; url?: string; contentType?: string }[],
): Promise<void> {
  const input = collectionRequest.parse({ source: "linkedin-import" });
  const documents = await Promise.all(
    files.map(async ({ name, bytes, url = null, contentType = null }) => ({
      name,
      url,
      contentType,
      status: null,
      hash: await objects.put(bytes),
    })),
  );
  const collectionId = `test-${files[0]?.name}`;
  await insertCollection(db.pool, collectionId, input);
  const work = { collectionId, page: 0, input, found: { documents, nextCursor: null, total: null } };
  const deps = { db, objects, clock: systemClock, sourceOf: () => linkedInImportSource };
  await saveDocuments(deps, work, (change) => inTransaction(db.pool, change));
}

interface Outcome {
  totals: ReplayTotals;
  changes: (FieldChange & { post: string })[];
  problems: string[];
}

async function replay(isApplied = false): Promise<Outcome> {
  const outcome: Omit<Outcome, "totals"> = { changes: [], problems: [] };
  const totals = await replayPosts(
    { db, objects, isApplied },
    {
      changed: (post, change) => outcome.changes.push({ post: post.id, ...change }),
      problem: (sentence) => outcome.problems.push(sentence),
      progress: () => undefined,
    },
  );
  return { totals, ...outcome };
}

async function idOf(condition: string): Promise<string> {
  const { rows } = await db.pool.query<{ id: string }>(
    `select id::text from posts.post where ${condition} order by id limit 1`,
  );
  return rows[0]?.id ?? "";
}

interface StoredPage {
  hash: string;
  posts: number;
}

async function largestPages(): Promise<[StoredPage, StoredPage]> {
  const { rows } = await db.pool.query<StoredPage>(
    "select snapshot_hash as hash, count(*)::int as posts from posts.post group by 1 order by 2 desc, 1 limit 2",
  );
  const [first, second] = rows;
  if (first === undefined || second === undefined) throw new Error("two pages were collected");
  return [first, second];
}

async function countEvents(id: string): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(
    `select count(*)::int as count from millrace.events where subject = $1 and type = 'post.changed'`,
    [id],
  );
  return rows[0]?.count ?? 0;
}

test("read again by the same parser, no stored post differs in any field", async () => {
  const { totals, changes, problems } = await replay();
  expect({ changes, problems }).toEqual({ changes: [], problems: [] });
  expect(totals).toEqual({ posts: 8, pages: 5, ...unchanged, applied: false });
});

test("a post whose id is only in the address of its page keeps it", async () => {
  const address = "https://www.linkedin.com/feed/update/urn:li:activity:7380000000000000001/";
  const html = `<html><body><main><div role="list"><div role="listitem" componentkey="update-card-1">
    <h2>Feed post</h2><button aria-label="Open control menu for post by Ada Sample"></button>
    <div><a href="/in/ada"><div aria-label="Ada Sample 2nd"><p>Ada Sample</p></div></a></div><div><p>4d •</p></div>
    <p><span data-testid="expandable-text-box">Nothing here says which post it is.</span></p>
    <button aria-label="Reaction button state: no reaction">Like</button></div></div></main></body></html>`;
  await collect([{ name: "post.mhtml", bytes: Buffer.from(html), url: address, contentType: "text/html" }]);
  expect(await idOf("urn = 'urn:li:activity:7380000000000000001'")).not.toBe("");
  expect(await replay()).toMatchObject({ totals: { posts: 9, unchanged: 9 }, changes: [], problems: [] });
});

test("a text with characters that no database takes is the same text when it is read again, and can be mended", async () => {
  const slice = await readFile(join(fixtures, "voyager-feed-slice.json"), "utf8");
  const bytes = Buffer.from(
    slice
      .replaceAll(/("text": *")/g, "$1\\u0000\\ud83d ")
      .replaceAll("urn:li:activity:7", "urn:li:activity:6"),
  );
  await collect([{ name: "odd.json", bytes }]);
  const id = await idOf("source_file = 'odd.json' and text is not null");
  expect(id).not.toBe("");
  expect((await replay()).changes).toEqual([]);
  await db.pool.query("update posts.post set reactions = 999999 where id = $1", [id]);
  expect((await replay(true)).problems).toEqual([]);
  expect((await getPost(db, id))?.reactions).not.toBe(999_999);
});

test("a field altered in the database is the one that is shown, with the evidence of its page, and stays until it is asked to be mended", async () => {
  const id = await idOf("reactions is not null");
  const before = await getPost(db, id);
  await db.pool.query("update posts.post set reactions = 999999 where id = $1", [id]);
  const { totals, changes } = await replay();
  expect(changes).toEqual([
    {
      post: id,
      field: "reactions",
      before: 999_999,
      after: before?.reactions,
      evidence: before?.evidence["reactions"],
    },
  ]);
  expect(totals).toMatchObject({ unchanged: 7, changed: 1, fields: { reactions: 1 } });
  expect((await getPost(db, id))?.reactions).toBe(999_999);
});

test("applied, what the page says is stored and everything the person did stays", async () => {
  const id = await idOf("text ilike '%juriste%'");
  await markPost(db, id, "favourite", true);
  const before = await getPost(db, id);
  const bands = () =>
    db.pool.query("select band, hash from posts.minhash_band where post_id = $1 order by band", [id]);
  const bandsBefore = (await bands()).rows;
  await db.pool.query(
    `update posts.post set text = 'gone', search_text = 'gone', author_name = null, published_at = null, verdict = 'kept',
       category = 'relevant', reshared = '{"urn":"urn:li:activity:1"}', evidence = evidence - 'text' where id = $1`,
    [id],
  );
  await db.pool.query("delete from posts.minhash_band where post_id = $1", [id]);
  const events = await countEvents(id);

  const { totals } = await replay(true);
  expect(totals).toMatchObject({
    changed: 1,
    applied: true,
    fields: { text: 1, "author.name": 1, published_at: 1, verdict: 1, category: 1, reshared: 1, evidence: 1 },
  });
  expect(await getPost(db, id)).toEqual(before);
  expect((await bands()).rows).toEqual(bandsBefore);
  expect(bandsBefore).not.toEqual([]);
  const { rows } = await db.pool.query(
    "select id::text from posts.post where search @@ to_tsquery('simple', 'juriste')",
  );
  expect(rows).toContainEqual({ id });
  expect(await countEvents(id)).toBe(events + 1);
  expect((await replay(true)).totals).toMatchObject(unchanged);
  expect(await countEvents(id)).toBe(events + 1);
});

test("a changed judgement is shown with the terms that decided it", async () => {
  const id = await idOf("text ilike '%juriste%'");
  const before = await getPost(db, id);
  await db.pool.query("update posts.post set verdict = 'kept', category = 'internship' where id = $1", [id]);
  expect((await replay()).changes).toEqual([
    { post: id, field: "verdict", before: "kept", after: "rejected", evidence: before?.classification.terms },
    {
      post: id,
      field: "category",
      before: "internship",
      after: before?.category,
      evidence: before?.classification.terms,
    },
  ]);
});

test("a page that is no longer kept, or damaged, is named once and its posts stay as they are", async () => {
  const [gone, damaged] = await largestPages();
  await objects.delete(gone.hash);
  await db.pool.query("update posts.post set reactions = 5 where snapshot_hash = $1", [gone.hash]);
  await writeFile(join(objectFolder, damaged.hash.slice(0, 2), `${damaged.hash}.zst`), "not what it was");
  const { totals, changes, problems } = await replay(true);
  expect(totals).toMatchObject({
    posts: 8,
    pages: 5,
    missing_pages: 2,
    changed: 0,
    unchanged: 8 - gone.posts - damaged.posts,
    not_found_again: 0,
  });
  expect(changes).toEqual([]);
  expect(problems).toHaveLength(2);
  expect(problems.join("\n")).toContain(`${gone.hash} (`);
  expect(problems.join("\n")).toContain(`${damaged.hash} (`);
});

test("a stored post its page does not give is counted and named, never mixed up with another one", async () => {
  const id = await idOf(
    "snapshot_hash in (select snapshot_hash from posts.post group by 1 having count(*) = 1) and urn is not null",
  );
  await db.pool.query(
    "update posts.post set urn = 'urn:li:activity:42', dedupe_key = 'urn:li:activity:42', permalink = null where id = $1",
    [id],
  );
  const { totals, changes, problems } = await replay(true);
  expect(totals).toMatchObject({ not_found_again: 1, changed: 0, unchanged: 7 });
  expect({ changes, problems }).toEqual({
    changes: [],
    problems: [expect.stringContaining("urn:li:activity:42")],
  });
});

test("an urn found anew is not given to two posts", async () => {
  const page =
    "snapshot_hash in (select snapshot_hash from posts.post group by 1 having count(*) = 1) and urn is not null";
  const id = await idOf(page);
  const urn = (await getPost(db, id))?.urn;
  const other = await idOf(`id <> '${id}'`);
  await db.pool.query(
    "update posts.post set urn = null, dedupe_key = 'content:1', permalink = null where id = $1",
    [id],
  );
  await db.pool.query(
    "update posts.post set urn = $2, permalink = null, dedupe_key = 'content:2', snapshot_hash = null where id = $1",
    [other, urn],
  );
  const { problems } = await replay(true);
  expect(problems).toEqual([expect.stringMatching(`^The post ${id} was left as it is`)]);
  expect((await getPost(db, id))?.urn).toBeNull();
  await db.pool.query("delete from posts.post where id = $1", [other]);
  await replay(true);
  expect((await getPost(db, id))?.urn).toBe(urn);
});

test("a rule set that is gone is named once and the classification stays", async () => {
  await db.pool.query("update posts.post set rules = 'our-own', category = 'agency'");
  const { totals, problems } = await replay();
  expect(totals).toMatchObject(unchanged);
  expect(problems).toEqual([expect.stringMatching(/"our-own".*keep their classification/)]);
});

test("more posts than one batch holds, many on one page, are each read once", async () => {
  const lines = Array.from(
    { length: 450 },
    (_, index) =>
      `https://www.linkedin.com/feed/update/urn:li:activity:${7_311_000_000_000_000_000n + BigInt(index)}/,Author ${index},Nous recrutons un juriste numéro ${index}`,
  );
  await collect([{ name: "posts.csv", bytes: Buffer.from(["url,author,text", ...lines].join("\n")) }]);
  const { rows } = await db.pool.query<{ count: number }>("select count(*)::int as count from posts.post");
  expect(rows[0]?.count).toBe(458);
  expect((await replay()).totals).toEqual({
    posts: 458,
    pages: 6,
    ...unchanged,
    unchanged: 458,
    applied: false,
  });
});

test("whatever two readings are, exactly the fields that differ are given", async () => {
  const post = await getPost(db, await idOf("reshared is not null"));
  if (post === null) throw new Error("there is a repost among the fixtures");
  const changes: Record<string, (reading: PostReading) => PostReading> = {
    text: (reading) => ({ ...reading, text: `${reading.text} more` }),
    reposts: (reading) => ({ ...reading, reposts: (reading.reposts ?? 0) + 1 }),
    "author.headline": (reading) => ({ ...reading, author: { ...reading.author, headline: "other" } }),
    reshared: (reading) => ({ ...reading, reshared: null }),
    hashtags: (reading) => ({
      ...reading,
      hashtags: [...reading.hashtags, { start: 0, length: 1, text: "#" }],
    }),
    category: (reading) => ({
      ...reading,
      classification: { ...reading.classification, category: "freelance" },
    }),
    trust: (reading) => ({ ...reading, trust: { ...reading.trust, nothing: 0.5 } }),
  };
  fc.assert(
    fc.property(fc.subarray(Object.keys(changes)), (fields) => {
      const after = fields.reduce(
        (reading: PostReading, field) => changes[field]?.(reading) ?? reading,
        post,
      );
      expect(
        compareExtraction(post, after)
          .map((change) => change.field)
          .sort(),
      ).toEqual([...fields].sort());
    }),
  );
});
