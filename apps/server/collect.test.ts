import { until } from "@millrace/platform/testing";
import type { Collection, PostDetail, PostSummary, SourceHealth, Stats } from "@millrace/posts/contract";
import { afterAll, beforeEach, expect, test } from "vitest";
import { pruneHouse } from "./retention/prune-house.ts";
import { json, openTestHouse } from "./testing/test-house.ts";
import { byText, everyPost, listenTo } from "./testing/api-helpers.ts";

const house = await openTestHouse({ site: { posts: 45 } });
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(() => house.site.setFaults({}));

interface Problem {
  code: string;
  detail: string;
  field?: string;
}

async function collect(request: object = {}): Promise<Collection> {
  const { status, headers, body } = await house.call<Collection>("/collections", json(request));
  expect(status).toBe(202);
  expect(headers.get("location")).toBe(`/api/v1/collections/${encodeURIComponent(body.id)}`);
  return body;
}

const read = async (id: string): Promise<Collection> =>
  (await house.call<Collection>(`/collections/${encodeURIComponent(id)}`)).body;

async function untilStatus(id: string, status: Collection["status"]): Promise<Collection> {
  return until(`collection ${id} is ${status}`, async () => {
    const now = await read(id);
    return now.status === status ? now : null;
  });
}

async function forgetPosts(): Promise<void> {
  await house.database.pool.query("delete from posts.post");
}

function expectTruth(posts: readonly PostSummary[]): void {
  const inOrder = <Post extends { urn: string | null }>(list: readonly Post[]): Post[] =>
    list.toSorted((left, right) => byText(left.urn, right.urn));
  const shown = inOrder(house.site.posts().map((entry) => entry.shown));
  expect(inOrder(posts)).toMatchObject(
    // What only the post's own page tells is left out: the list does not show it.
    shown.map(({ reshared, media: _media, edited: _edited, language: _language, ...listed }) => ({
      ...listed,
      is_repost: reshared !== null,
      is_demo: true,
      source: "linkedin-demo",
    })),
  );
}

test("a collection brings every post of the site as the site knows it, each once, and each is told live once", async () => {
  await using stream = await listenTo(`${house.url}/api/v1/stream`);
  const started = await collect();
  const ended = await untilStatus(started.id, "succeeded");

  const posts = await everyPost(house);
  expectTruth(posts);
  expect(ended).toMatchObject({
    seen: 45,
    saved: 45,
    duplicates: 0,
    wall: null,
    message: null,
    problems: [],
  });
  expect(ended.ended_at).not.toBeNull();
  await until("every post was told", async () => stream.of("post.saved").length >= 45);
  const told = stream.of("post.saved").map((event) => event.payload as PostSummary);
  expect(told.map((post) => post.id).sort(byText)).toEqual(posts.map((post) => post.id).sort(byText));
  const byId = new Map(posts.map((post) => [post.id, post]));
  for (const post of told) expect(byId.get(post.id)).toEqual(post);
  await until("its end was told", async () =>
    stream.of("collection.changed").some((event) => (event.payload as Collection).status === "succeeded"),
  );
});

test("a fork from a page's saving is a collection of its own, and saves nothing twice", async () => {
  const first = await collect();
  await untilStatus(first.id, "succeeded");
  const address = `/runs/${encodeURIComponent(first.id)}/fork`;
  const forked = await house.call<{ run_id: string }>(address, json({ from_step: "save-page-0" }));
  expect(forked.status).toBe(202);
  const second = await untilStatus(forked.body.run_id, "succeeded");
  expect(second).toMatchObject({ seen: 45, saved: 0, duplicates: 45 });
  expect(await everyPost(house)).toHaveLength(45);
});

test("collecting the same site again saves nothing twice", async () => {
  const ended = await untilStatus((await collect()).id, "succeeded");
  expect(ended).toMatchObject({ seen: 45, saved: 0, duplicates: 45 });
  expectTruth(await everyPost(house));
});

test("statistics are the sums of what the list shows", async () => {
  const posts = await everyPost(house);
  const { body: stats } = await house.call<Stats>("/stats");
  const count = (find: (post: PostSummary) => boolean): number => posts.filter(find).length;
  expect(stats).toMatchObject({
    total: posts.length,
    kept: count((post) => post.verdict === "kept"),
    rejected: count((post) => post.verdict === "rejected"),
    favourites: 0,
    trashed: 0,
    today: posts.length,
  });
  for (const { category, count: told } of stats.per_category)
    expect(told).toBe(count((post) => post.category === category));
  for (const { language, count: told } of stats.per_language)
    expect(told).toBe(count((post) => post.language === language));
  for (const sums of [stats.per_category, stats.per_language, stats.per_source]) {
    expect(sums.reduce((sum, entry) => sum + entry.count, 0)).toBe(posts.length);
  }
  expect(stats.per_day.reduce((sum, day) => sum + day.kept + day.rejected, 0)).toBe(posts.length);
});

test("a login wall in front of the list pauses the source and the collection; resumed, the same collection finishes", async () => {
  await forgetPosts();
  house.site.setFaults({ login: { on: "listing", after: 2 } });
  const { id } = await collect();
  const paused = await untilStatus(id, "paused");
  expect(paused.wall).toBe("login");
  expect(paused.message).toMatch(/./u);
  expect(paused.seen).toBeGreaterThan(0);

  const { body: sources } = await house.call<{ items: SourceHealth[] }>("/sources");
  expect(sources.items.find((source) => source.id === "linkedin-demo")).toMatchObject({
    state: "paused",
    wall: "login",
  });
  const calls = house.site.requests().length;
  const second = await untilStatus((await collect()).id, "paused");
  expect(second.message).toBe(paused.message);
  expect(house.site.requests().length).toBe(calls);

  house.site.setFaults({});
  const resumed = await house.call<SourceHealth>("/sources/linkedin-demo/resume", { method: "POST" });
  expect(resumed).toMatchObject({ status: 200, body: { state: "ok", wall: null, message: null } });
  const ended = await untilStatus(id, "succeeded");
  expect(ended).toMatchObject({ wall: null, message: null });
  await untilStatus(second.id, "succeeded");
  expectTruth(await everyPost(house));
});

test("rate limits, server errors, cut connections and cut pages cost time, not posts", async () => {
  await forgetPosts();
  house.site.setFaults({
    rate_limit: { every: 9, retryAfterSecs: 0, times: 3 },
    server_error: { every: 11, times: 2 },
    reset: { every: 13, times: 2 },
    truncated: { every: 17, times: 2, on: "post" },
  });
  await untilStatus((await collect()).id, "succeeded");
  expect(house.site.struck()).toMatchObject({ rate_limit: 3, server_error: 2 });
  expectTruth(await everyPost(house));
}, 60_000);

test("a cancelled collection keeps what it saved and ends as cancelled; resumed, it finishes", async () => {
  await forgetPosts();
  house.site.setFaults({ slow: { on: "post", delayMs: 50 } });
  const { id } = await collect();
  await until("it has saved something", async () => (await read(id)).saved > 0);
  const cancelled = await house.call<Collection>(`/collections/${encodeURIComponent(id)}/cancel`, {
    method: "POST",
  });
  expect(cancelled).toMatchObject({ status: 200, body: { status: "cancelled" } });
  expect((await everyPost(house)).length).toBeGreaterThan(0);
  house.site.setFaults({});
  expect((await house.call(`/runs/${encodeURIComponent(id)}/resume`, { method: "POST" })).status).toBe(200);
  await untilStatus(id, "succeeded");
  expectTruth(await everyPost(house));
});

test("a collection that a person paused waits for that person, also when its source is resumed", async () => {
  await forgetPosts();
  house.site.setFaults({ slow: { on: "post", delayMs: 50 } });
  const { id } = await collect();
  await until("it has saved something", async () => (await read(id)).saved > 0);
  const run = `/runs/${encodeURIComponent(id)}`;
  expect((await house.call(`${run}/pause`, { method: "POST" })).status).toBe(200);
  expect((await house.call("/sources/linkedin-demo/resume", { method: "POST" })).status).toBe(200);
  expect(await read(id)).toMatchObject({ status: "paused", message: null });
  house.site.setFaults({});
  await house.call(`${run}/resume`, { method: "POST" });
  await untilStatus(id, "succeeded");
  expectTruth(await everyPost(house));
});

test("a collection whose run was pruned still says how it ended; a run that is there says more", async () => {
  await forgetPosts();
  house.site.setFaults({ slow: { on: "post", delayMs: 50 } });
  const { id } = await collect();
  await until("it has begun", async () => (await read(id)).saved > 0);
  await house.call(`/collections/${encodeURIComponent(id)}/cancel`, { method: "POST" });
  const { engine, features, db } = house.context;
  await features.posts.beforePrune(engine);
  house.site.setFaults({});
  await engine.resume(id);
  const done = await untilStatus(id, "succeeded");
  expect(done.ended_at).not.toBeNull();

  house.site.setFaults({ slow: { on: "post", delayMs: 50 } });
  const again = await collect();
  await until("it has begun", async () => (await engine.get(again.id))?.status === "running");
  await house.call(`/collections/${encodeURIComponent(again.id)}/cancel`, { method: "POST" });
  const before = await read(again.id);
  await db.pool.query("update dbos.workflow_status set completed_at = 1 where workflow_uuid = $1", [
    again.id,
  ]);
  await pruneHouse({ db, engine, rooms: features.all, days: house.context.settings.values() });
  expect(await engine.get(again.id)).toBeNull();
  expect(await read(again.id)).toMatchObject({ status: "cancelled", saved: before.saved });
});

test("two requests with one idempotency key start one collection", async () => {
  const before = (await house.call<{ items: Collection[] }>("/collections?limit=200")).body.items.length;
  const [first, second] = await Promise.all(
    [1, 2].map(() =>
      house.call<Collection>("/collections", json({ max_posts: 3 }, { "idempotency-key": "once, please é" })),
    ),
  );
  expect(first?.status).toBe(202);
  expect(second?.body.id).toBe(first?.body.id);
  const ended = await untilStatus(first?.body.id ?? "", "succeeded");
  expect(ended.seen).toBe(3);
  expect((await house.call<{ items: Collection[] }>("/collections?limit=200")).body.items.length).toBe(
    before + 1,
  );
});

test("collections are listed newest first in pages; a cursor that is none of theirs is refused", async () => {
  type Page = { items: Collection[]; next_cursor: string | null };
  const all = (await house.call<Page>("/collections?limit=200")).body.items;
  expect(all.length).toBeGreaterThan(2);
  const found: Collection[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const { body }: { body: Page } = await house.call<Page>(
      `/collections?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`,
    );
    found.push(...body.items);
    cursor = body.next_cursor;
  }
  expect(found.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  for (const none of ["nonsense", all[0]?.id, ""])
    expect(await house.call<Problem>(`/collections?cursor=${none}`)).toMatchObject({
      status: 400,
      body: { code: "invalid_cursor", field: "query.cursor" },
    });
});

test("only shipped rule sets are read, never a file a caller names", async () => {
  for (const rules of ["../../../etc/passwd.yaml", "/etc/hosts.yml", "nope", "__proto__", "legal-fr.yaml"]) {
    const answer = await house.call<Problem>("/collections", json({ rules }));
    expect(answer).toMatchObject({ status: 422, body: { code: "unknown_rule_set", field: "rules" } });
  }
});

test("runs are listed, filtered and shown with their steps", async () => {
  const { body } = await house.call<{
    items: { run_id: string; status: string }[];
    next_cursor: string | null;
  }>("/runs?status=succeeded&limit=2");
  expect(body.items).toHaveLength(2);
  expect(body.items.every((run) => run.status === "succeeded")).toBe(true);
  const next = await house.call<{ items: { run_id: string }[] }>(
    `/runs?status=succeeded&limit=2&cursor=${body.next_cursor}`,
  );
  expect(next.body.items.map((run) => run.run_id)).not.toContain(body.items[1]?.run_id);
  const detail = await house.call<{ steps: { name: string; attempts: number }[]; output: { seen: number } }>(
    `/runs/${encodeURIComponent(body.items[0]?.run_id ?? "")}`,
  );
  expect(detail.body.steps.map((step) => step.name)).toEqual(
    expect.arrayContaining(["open", "fetch-page-0", "save-page-0", "close"]),
  );
  expect(await house.call<Problem>("/runs/collect-posts%3Anone")).toMatchObject({
    status: 404,
    body: { code: "run_not_found" },
  });
});

test("the page a value came from is shown inert, and what has no page says why", async () => {
  const [post] = await everyPost(house);
  const { body: detail } = await house.call<PostDetail>(`/posts/${post?.id}`);
  const field = Object.keys(detail.evidence)[0] ?? "";
  const page = await house.call<string>(`/posts/${post?.id}/evidence/${field}`);
  expect(page.status).toBe(200);
  expect(page.headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'/u);
  expect(page.body).not.toMatch(/<script/iu);
  for (const unknown of ["nothing", "constructor", "__proto__", "toString", "%00", "a%2Fb"]) {
    const answer = await house.call<Problem>(`/posts/${post?.id}/evidence/${unknown}`);
    expect(answer.status, unknown).toBe(unknown === "%00" ? 400 : 404);
  }
  expect((await house.call("/posts/01900000-0000-7000-8000-000000000000/evidence/text")).status).toBe(404);
});

test("a stop in the middle of a collection ends live streams and hands the run to the next server, which finishes it", async () => {
  await forgetPosts();
  house.site.setFaults({ slow: { on: "post", delayMs: 30 } });
  const streams = await Promise.all(Array.from({ length: 5 }, () => listenTo(`${house.url}/api/v1/stream`)));
  const { id } = await collect();
  await until("it has saved something", async () => (await read(id)).saved > 0);

  const restarted = house.restart();
  await Promise.all(streams.map((stream) => stream.ended));
  await restarted;

  await using back = await listenTo(`${house.url}/api/v1/stream`, streams[0]?.lastId ?? null);
  const ended = await untilStatus(id, "succeeded");
  expect(ended.saved).toBe(45);
  expectTruth(await everyPost(house));
  const heard = (): PostSummary[] =>
    [...(streams[0]?.of("post.saved") ?? []), ...back.of("post.saved")].map(
      (event) => event.payload as PostSummary,
    );
  await until("both streams together told every post", async () => heard().length >= 45);
  expect(
    heard()
      .map((post) => post.urn)
      .sort(byText),
  ).toEqual(
    house.site
      .posts()
      .map((entry) => entry.shown.urn)
      .sort(byText),
  );
  for (const stream of streams) await stream[Symbol.asyncDispose]();
}, 60_000);
