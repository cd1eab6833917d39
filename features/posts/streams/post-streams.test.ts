import { newId } from "@millrace/platform/ids";
import { createTestDatabase, until } from "@millrace/platform/testing";
import { afterAll, expect, test } from "vitest";
import type { PostRecord } from "../contract.ts";
import { markPost, purgePost } from "../queries/change-post.ts";
import { postStreams } from "./post-streams.ts";

const database = await createTestDatabase();
afterAll(() => database[Symbol.asyncDispose]());
const [posts] = postStreams(database);

async function addPost(text: string): Promise<string> {
  const id = newId();
  await database.pool.query(
    `insert into posts.post (id, dedupe_key, permalink, author_name, author_kind, text, search_text, published_at,
       collected_at, reactions, mentions, hashtags, media, evidence, trust, unknown, source, is_demo, rules, verdict,
       category, score, terms)
     values ($1, $2, $3, 'Ada', 'person', $2, $2, '2026-11-20T10:00:00.25Z', '2026-11-21T10:00:00Z', 3, '[]', '[]', '[]',
       '{"text": {}}', '{}', '{}', 'linkedin-import', false, 'generic', 'kept', 'relevant', 0.5, '[]')`,
    [id, text, `https://posts.example/${text}`],
  );
  return id;
}

/** Everything after a cursor, two records at a time. */
async function readAll(start: string | null): Promise<{ records: PostRecord[]; cursor: string | null }> {
  const records: PostRecord[] = [];
  let cursor = start;
  for (;;) {
    const page = await posts.readSince(cursor, 2);
    records.push(...page.records.map((record) => posts.schema.parse(record)));
    cursor = page.cursor;
    if (!page.hasMore) return { records, cursor };
  }
}

/** The same, once there are so many: transactions of other tests' databases hold the stream back as well. */
const arrived = (start: string | null, count: number) =>
  until(`${count} records have come`, async () => {
    const found = await readAll(start);
    return found.records.length >= count ? found : null;
  });

test("a post comes with its author, counts and verdict in flat fields, and nothing about how they were found", async () => {
  const id = await addPost("one");
  const { records } = await arrived(null, 1);
  expect(records).toMatchObject([
    {
      id,
      permalink: "https://posts.example/one",
      author_name: "Ada",
      author_kind: "person",
      author_headline: null,
      text: "one",
      published_at: "2026-11-20T10:00:00.250Z",
      reactions: 3,
      comments: null,
      source: "linkedin-import",
      verdict: "kept",
      category: "relevant",
      is_demo: false,
      is_repost: false,
      trashed: false,
    },
  ]);
  expect(Object.keys((await posts.readSince(null, 1)).records[0] ?? {}).toSorted()).toEqual(
    Object.keys(posts.schema.shape).toSorted(),
  );
});

test("each post comes once over pages, a marked one again, and one deleted for good no more", async () => {
  const id = await addPost("two");
  await addPost("three");
  const all = await arrived(null, 3);
  expect(all.records.map(({ text }) => text)).toEqual(["one", "two", "three"]);
  expect(await readAll(all.cursor)).toEqual({ records: [], cursor: all.cursor });
  await markPost(database, id, "trash", true);
  const marked = await arrived(all.cursor, 1);
  expect(marked.records).toMatchObject([{ id, trashed: true }]);
  await purgePost(database, id);
  expect(await readAll(marked.cursor)).toEqual({ records: [], cursor: marked.cursor });
});
