import { newId } from "@millrace/platform/ids";
import { createTestDatabase, type TestDatabase } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import type { PostFilters, PostSummary } from "../contract.ts";
import { markPost, purgePost } from "./change-post.ts";
import { getPost } from "./get-post.ts";
import { allPosts, listPosts } from "./list-posts.ts";
import { readStats } from "./read-stats.ts";
import { savePosts, type PostToSave } from "./save-posts.ts";
import { wordsOf } from "./search-words.ts";

let made = 0;

/** A post to save; only what a test is about is given. */
function postOf(values: Partial<PostSummary> & { key?: string } = {}): PostToSave {
  const { key = `key-${(made += 1)}`, ...given } = values;
  const summary: PostSummary = {
    id: newId(),
    urn: null,
    permalink: null,
    author: { name: null, kind: null, profile_url: null, headline: null },
    text: null,
    published_at: null,
    collected_at: "2026-11-20T10:00:00.000Z",
    language: null,
    reactions: null,
    comments: null,
    reposts: null,
    hashtags: [],
    mentions: [],
    source: "linkedin-demo",
    is_promoted: null,
    is_repost: false,
    verdict: "kept",
    category: "relevant",
    score: 0.5,
    favourite: false,
    trashed: false,
    is_demo: true,
    ...given,
  };
  return {
    summary,
    dedupe_key: key,
    search_text: wordsOf([summary.text, summary.author.name].join("\n")).join(" "),
    details: {
      reshared: null,
      media: [],
      edited: null,
      evidence: {},
      trust: {},
      unknown: {},
      source_file: null,
      snapshot_hash: null,
      page_url: null,
      page_content_type: null,
      rules: "generic",
      terms: [],
    },
    minhash: { signature: [1, 2, 3, 4], bands: ["1", "2"] },
  };
}

let pages = 0;
const save = (
  database: TestDatabase,
  posts: PostToSave[],
  collectionId = "c",
): Promise<{ savedIds: string[] }> =>
  savePosts(database.pool, { collectionId, page: (pages += 1), seen: posts.length, problems: [], posts });

async function walk(database: TestDatabase, filters: PostFilters, limit: number): Promise<PostSummary[]> {
  const found: PostSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await listPosts(database, filters, { limit, cursor });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

const find = async (database: TestDatabase, q: string): Promise<(string | null)[]> =>
  (await walk(database, { q }, 50)).map((post) => post.text);

test.each(["collected", "published", "score", "reactions"] as const)(
  "a walk in the order of %s visits each post once, over ties and unknown values, whatever the page size",
  async (sort) => {
    await using database = await createTestDatabase();
    const times = ["2026-11-20T10:00:00.000Z", "2026-11-20T10:00:00.001Z", "2026-10-01T00:00:00.000Z"];
    const posts = Array.from({ length: 40 }, (_, index) =>
      postOf({
        collected_at: times[index % 3] ?? "",
        published_at: index % 4 === 0 ? null : (times[index % 2] ?? null),
        score: [0.1, 0.30000001, 1 / 3, 0][index % 4] ?? 0,
        reactions: index % 5 === 0 ? null : index % 3,
      }),
    );
    await save(database, posts);
    const value = (post: PostSummary): string | number | null =>
      ({
        collected: post.collected_at,
        published: post.published_at,
        score: post.score,
        reactions: post.reactions,
      })[sort];
    for (const limit of [1, 3, 7, 39, 40, 41, 200]) {
      const found = await walk(database, { sort }, limit);
      expect(new Set(found.map((post) => post.id)).size).toBe(40);
      expect(found).toHaveLength(40);
      const values = found.map(value);
      const known = values.filter((one) => one !== null);
      expect(values).toEqual([...known, ...values.slice(known.length)]);
      expect(values.slice(known.length).every((one) => one === null)).toBe(true);
      expect(known).toEqual([...known].sort((left, right) => (left < right ? 1 : left > right ? -1 : 0)));
    }
    const exported: string[] = [];
    for await (const post of allPosts(database, { sort })) exported.push(post.id);
    expect(exported).toEqual((await walk(database, { sort }, 200)).map((post) => post.id));
  },
);

test("a cursor of another order, or with a value that is none, is refused as a cursor", async () => {
  await using database = await createTestDatabase();
  await save(database, [postOf(), postOf()]);
  const { next_cursor } = await listPosts(database, { sort: "score" }, { limit: 1 });
  await expect(
    listPosts(database, { sort: "reactions" }, { limit: 1, cursor: next_cursor ?? "" }),
  ).rejects.toThrow("page cursor");
  for (const value of ["x", "2026-13-45", "1e999", "", "9".repeat(60), "\0"]) {
    for (const sort of ["collected", "published", "score", "reactions"] as const) {
      const cursor = Buffer.from(JSON.stringify({ sort, value, id: newId() })).toString("base64url");
      await expect(listPosts(database, { sort }, { limit: 1, cursor }), `${sort} ${value}`).rejects.toThrow(
        "page cursor",
      );
    }
  }
});

test("search finds words by their beginning, in any order, whatever their accents and punctuation", async () => {
  await using database = await createTestDatabase();
  const lyon = "Juriste/avocat à Lyon : l’Œuvre d’une équipe (CDI)";
  const other = "Recherche développeur·se";
  await save(database, [
    postOf({ text: lyon }),
    postOf({
      text: other,
      author: { name: "Éloïse N'Guyen", kind: "person", profile_url: null, headline: null },
    }),
  ]);
  for (const q of [
    "juriste",
    "JURISTE",
    "avocat",
    "lyon juri",
    "à lyon",
    "oeuvre",
    "œuv",
    "equi",
    "cdi",
    "l'oeuvre",
    "juriste/avocat",
  ]) {
    expect(await find(database, q), q).toEqual([lyon]);
  }
  expect(await find(database, "eloise nguyen")).toEqual([]);
  expect(await find(database, "n'guyen élo")).toEqual([other]);
  expect(await find(database, "developpeur")).toEqual([other]);
  for (const q of ["uriste", "lyon développeur", "!!!", "&", ":*", "juriste & !lyon zzz", "ﷺ".repeat(200)])
    expect(await find(database, q), q).toEqual([]);
  expect(await find(database, "  ")).toHaveLength(2);
});

test("filters are about what they name, and the trash is apart", async () => {
  await using database = await createTestDatabase();
  const kept = postOf({
    language: "fr",
    published_at: "2026-11-10T00:00:00.000Z",
    author: { name: "50% _Off\\", kind: "company", profile_url: null, headline: null },
  });
  const rejected = postOf({
    verdict: "rejected",
    category: "agency",
    language: "en",
    published_at: "2026-11-12T00:00:00.000Z",
  });
  const trashed = postOf({ language: "fr" });
  await save(database, [kept, rejected], "c1");
  await save(database, [trashed], "c2");
  await markPost(database, trashed.summary.id, "trash", true);
  await markPost(database, kept.summary.id, "favourite", true);
  const ids = async (filters: PostFilters): Promise<string[]> =>
    (await walk(database, filters, 10)).map((post) => post.id);
  expect(await ids({ verdict: "kept" })).toEqual([kept.summary.id]);
  expect(await ids({ category: "agency" })).toEqual([rejected.summary.id]);
  expect(await ids({ language: "fr" })).toEqual([kept.summary.id]);
  expect(await ids({ favourite: "true" })).toEqual([kept.summary.id]);
  expect(await ids({ favourite: "false" })).toEqual([rejected.summary.id]);
  expect(await ids({ trashed: "true" })).toEqual([trashed.summary.id]);
  expect(await ids({ collection_id: "c2", trashed: "true" })).toEqual([trashed.summary.id]);
  expect(await ids({ author: "% _o" })).toEqual([kept.summary.id]);
  expect(await ids({ author: "%%" })).toEqual([]);
  expect(await ids({ since: "2026-11-12T01:00:00+01:00" })).toEqual([rejected.summary.id]);
  expect(await ids({ until: "2026-11-12T00:00:00Z" })).toEqual([kept.summary.id]);
  expect(await ids({ since: "0000-01-01T00:00:00Z", until: "9999-12-31T23:59:59-23:59" })).toHaveLength(2);
});

test("a page saved twice counts once, and a post already known is left as it is", async () => {
  await using database = await createTestDatabase();
  const post = postOf({ text: "first" });
  const page = { collectionId: "c", page: 0, seen: 1, problems: ["one"], posts: [post] };
  expect((await savePosts(database.pool, page)).savedIds).toEqual([post.summary.id]);
  expect((await savePosts(database.pool, page)).savedIds).toEqual([]);
  await save(database, [postOf({ key: post.dedupe_key, text: "second" })]);
  expect(await find(database, "first")).toEqual(["first"]);
  const { rows } = await database.pool.query(
    "select count(*)::int as events from millrace.events where type = 'post.saved'",
  );
  expect(rows).toEqual([{ events: 1 }]);
});

test("posts and their events wake the listeners", async () => {
  await using database = await createTestDatabase();
  const listener = await database.pool.connect();
  const woken = new Promise((resolve) => void listener.once("notification", resolve));
  await listener.query("listen millrace_events");
  await save(database, [postOf()]);
  await woken;
  listener.release(true);
});

test("what no database takes is stored as a browser would show it", async () => {
  await using database = await createTestDatabase();
  const post = postOf({ text: "cut \ud83e and\0 nul" });
  post.details.evidence = { text: { source: "dom", path: "p", raw: "\udd86\0" } };
  await savePosts(database.pool, {
    collectionId: "c",
    page: 9_999,
    seen: 1,
    problems: ["\0\ud800"],
    posts: [post],
  });
  expect(await getPost(database, post.summary.id)).toMatchObject({
    text: "cut \ufffd and\ufffd nul",
    evidence: { text: { raw: "\ufffd\ufffd" } },
  });
});

test("collections that save the same posts at once in opposite orders save each once and never block each other for good", async () => {
  await using database = await createTestDatabase();
  for (let round = 0; round < 5; round += 1) {
    const keys = Array.from({ length: 60 }, (_, index) => `round-${round}-${index}`);
    const saves = [keys, keys.toReversed(), keys, keys.toReversed()].map((order) =>
      save(
        database,
        order.map((key) => postOf({ key })),
      ),
    );
    const saved = (await Promise.all(saves)).flatMap((page) => page.savedIds);
    expect(saved).toHaveLength(60);
  }
});

test("posts are marked and purged, only from the trash, each change told", async () => {
  await using database = await createTestDatabase();
  const { summary } = postOf();
  await save(database, [{ ...postOf(), summary }]);
  expect(await purgePost(database, summary.id)).toBe("not_in_trash");
  expect(await markPost(database, summary.id, "trash", true)).toMatchObject({
    trashed: true,
    favourite: false,
  });
  expect(await markPost(database, summary.id, "trash", false)).toMatchObject({ trashed: false });
  await markPost(database, summary.id, "trash", true);
  expect(await readStats(database)).toMatchObject({ total: 0, trashed: 1 });
  expect(await purgePost(database, summary.id)).toBe("purged");
  expect(await purgePost(database, summary.id)).toBe("not_found");
  expect(await markPost(database, summary.id, "favourite", true)).toBeNull();
  const { rows } = await database.pool.query(
    "select type from millrace.events where type <> 'post.saved' order by id",
  );
  expect(rows.map((row: { type: string }) => row.type)).toEqual([
    "post.changed",
    "post.changed",
    "post.changed",
    "post.purged",
  ]);
});
