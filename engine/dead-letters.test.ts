import { createTestDatabase, until, type TestDatabase } from "@millrace/platform/testing";
import { NeedsAttention, Rejected } from "@millrace/platform/errors";
import { expect, test } from "vitest";
import { z } from "zod";
import { openTestEngine } from "./fixtures/test-engine.ts";
import {
  defineWorkflow,
  handleWorkflow,
  type DeadLetter,
  type Engine,
  type Paged,
  type RunHandle,
  type WorkflowHandler,
} from "./index.ts";

const parse = defineWorkflow({ id: "parse", input: z.int(), output: z.int(), onDeploy: "continue" });
const passOn = defineWorkflow({ id: "pass-on", input: z.int(), output: z.int(), onDeploy: "continue" });
const collect = defineWorkflow({ id: "collect", input: z.int(), output: z.int(), onDeploy: "continue" });

const collectAll = defineWorkflow({
  id: "collect-all",
  input: z.int(),
  output: z.int(),
  onDeploy: "continue",
});

/** Dies until the row says that somebody mended it. */
function handlersOn(database: TestDatabase): WorkflowHandler[] {
  const isMended = async (): Promise<boolean> =>
    (await database.pool.query("select 1 from mended")).rowCount !== 0;
  return [
    handleWorkflow(parse, async (context, page) =>
      context.step(`read:page-${page}`, async () => {
        if (await isMended()) return page;
        if (page < 0) throw new NeedsAttention(`Log in again for page ${page}.`);
        throw new Rejected(`Page ${page} has no title.`);
      }),
    ),
    handleWorkflow(passOn, async (context, page) =>
      (await context.start(parse, page, { key: "child" })).result(),
    ),
    handleWorkflow(collectAll, async (context, pages) => {
      const all = Array.from({ length: pages }, (_, page) => page);
      return (await context.group(parse, all, { key: "all", onFailure: "fail-at-end" })).length;
    }),
    handleWorkflow(collect, async (context, page) => {
      const outcomes = await context.group(parse, [page], { key: "all" });
      return outcomes.filter((outcome) => outcome.ok).length;
    }),
  ];
}

async function openHouse(): Promise<{ database: TestDatabase; engine: Engine } & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await createTestDatabase());
  await database.pool.query("create table mended (at timestamptz default now())");
  const engine = opened.use(await openTestEngine(database, handlersOn(database)));
  const owned = opened.move();
  return { database, engine, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function die(...runs: RunHandle<unknown>[]): Promise<void> {
  await Promise.all(runs.map((run) => run.result().catch(() => null)));
}

async function mend(database: TestDatabase): Promise<void> {
  await database.pool.query("insert into mended default values");
}

async function listed(engine: Engine): Promise<string[]> {
  return (await engine.deadLetters.list({ limit: 100 })).items.map((letter) => letter.runId).toSorted();
}

test("a dead letter has its payload, reason and history, until it is retried and succeeds", async () => {
  await using house = await openHouse();
  const { engine, database } = house;
  const run = await engine.start(parse, 7, { key: "seven" });
  await die(run);

  expect(await engine.deadLetters.get(run.runId)).toMatchObject({
    runId: run.runId,
    workflow: "parse",
    status: "failed",
    queue: "default",
    error: { name: "Rejected", rung: "rejected", message: "Page 7 has no title." },
    step: "read:page-7",
    payload: 7,
    parentRunId: null,
    causeRunId: null,
    history: [{ runId: run.runId, step: "read:page-7", message: "Page 7 has no title." }],
  });
  await mend(database);
  await engine.deadLetters.retry(run.runId);
  expect(await run.result()).toBe(7);
  expect(await engine.deadLetters.get(run.runId)).toBeNull();
  expect(await listed(engine)).toEqual([]);
  await engine.deadLetters.retry(run.runId);
  expect((await engine.get(run.runId))?.status).toBe("succeeded");
});

test("they are listed newest first, in pages, by workflow, kind and words", async () => {
  await using house = await openHouse();
  const { engine } = house;
  for (const page of [1, 2, -3]) await die(await engine.start(parse, page, { key: String(page) }));
  const { items } = await engine.deadLetters.list({ limit: 10 });
  expect(items.map((letter) => [letter.runId, letter.status])).toEqual([
    ["parse:-3", "paused"],
    ["parse:2", "failed"],
    ["parse:1", "failed"],
  ]);

  const first = await engine.deadLetters.list({ limit: 2 });
  const second = await engine.deadLetters.list({ limit: 2, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...second.items]).toEqual(items);
  expect(second.nextCursor).toBeNull();
  const found = async (filter: { workflow?: string; kind?: string; search?: string }): Promise<number> =>
    (await engine.deadLetters.list({ ...filter, limit: 10 })).items.length;
  expect(await found({ workflow: "collect" })).toBe(0);
  expect(await found({ kind: items[1]?.kind ?? "" })).toBe(2);
  expect(await found({ search: "log IN" })).toBe(1);
  expect(await found({ search: "PARSE:2" })).toBe(1);
});

test("none is left out or shown twice where many die within one millisecond", async () => {
  await using house = await openHouse();
  const { engine, database } = house;
  const keys = ["a", "b", "c", "d"];
  await die(...(await Promise.all(keys.map((key) => engine.start(parse, 1, { key })))));
  await database.pool.query(
    `update engine.run_failure
     set at = timestamptz '2026-01-01T00:00:00.000100Z' + ascii(right(run_id, 1)) * interval '1 microsecond'`,
  );

  const found: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Paged<DeadLetter> = await engine.deadLetters.list({
      limit: 1,
      ...(cursor === "" ? {} : { cursor }),
    });
    found.push(...page.items.map((letter) => letter.runId));
    cursor = page.nextCursor;
  }

  expect(found).toEqual(["parse:d", "parse:c", "parse:b", "parse:a"]);
});

test("those that died alike are of one kind, the most frequent first, and counted by workflow", async () => {
  await using house = await openHouse();
  const { engine } = house;
  await die(
    ...(await Promise.all([-3, 1, 2, 3].map((page) => engine.start(parse, page, { key: String(page) })))),
  );

  const kinds = await engine.deadLetters.kinds();
  expect(kinds.map(({ workflow, error, count }) => [workflow, error.rung, count])).toEqual([
    ["parse", "rejected", 3],
    ["parse", "needs_attention", 1],
  ]);
  expect(kinds[0]?.newestAt).toMatch(/Z$/);
  expect(await engine.deadLetters.countByWorkflow()).toEqual(new Map([["parse", 4]]));
});

test("all of a kind are retried, by several at once too, and each goes back once", async () => {
  await using house = await openHouse();
  const { engine, database } = house;
  const pages = Array.from({ length: 30 }, (_, page) => page);
  const runs = await Promise.all(pages.map((page) => engine.start(parse, page, { key: String(page) })));
  const other = await engine.start(parse, -1, { key: "other" });
  await die(...runs, other);
  const kind = (await engine.deadLetters.get(runs[0]?.runId ?? ""))?.kind ?? "";
  await mend(database);

  const retried = await Promise.all([1, 2, 3].map(() => engine.deadLetters.retryAlike(kind)));

  expect(retried.reduce((sum, part) => sum + part.retried, 0)).toBe(30);
  expect(retried.every((part) => part.refused === 0 && part.reason === null)).toBe(true);
  expect(await Promise.all(runs.map((run) => run.result()))).toEqual(pages);
  expect(await listed(engine)).toEqual([other.runId]);
  expect(await engine.deadLetters.retryAlike(kind)).toEqual({ retried: 0, refused: 0, reason: null });
});

test("one that can't be retried is counted and stays, with its reason; the others go back", async () => {
  await using house = await openHouse();
  const { engine, database } = house;
  const runs = await Promise.all([1, 2, 3].map((page) => engine.start(parse, page, { key: String(page) })));
  await die(...runs);
  const kind = (await engine.deadLetters.get("parse:2"))?.kind ?? "";
  await mend(database);
  await database.pool.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise 'The row is torn.'; end $$;
    create trigger refuse before update on dbos.workflow_status for each row
      when (new.workflow_uuid = 'parse:2') execute function refuse()`);

  expect(await engine.deadLetters.retryAlike(kind)).toEqual({
    retried: 2,
    refused: 1,
    reason: "The row is torn.",
  });

  expect(await Promise.all([runs[0]?.result(), runs[2]?.result()])).toEqual([1, 3]);
  expect(await listed(engine)).toEqual(["parse:2"]);
});

test("what dies of the same thing again is not retried in the same call", async () => {
  await using house = await openHouse();
  const { engine } = house;
  const run = await engine.start(parse, 1, { key: "a" });
  await die(run);
  const before = await engine.deadLetters.get(run.runId);

  expect(await engine.deadLetters.retryAlike(before?.kind ?? "")).toMatchObject({ retried: 1 });

  await until("it died again", async () => {
    const again = await engine.deadLetters.get(run.runId);
    return again !== null && again.endedAt !== before?.endedAt;
  });
});

test("a discarded one leaves the list with its reason kept; it may be discarded twice, and retried after all", async () => {
  await using house = await openHouse();
  const { engine, database } = house;
  const run = await engine.start(parse, 1, { key: "a" });
  await die(run);

  await engine.deadLetters.discard(run.runId, "The page is gone for good.");
  await engine.deadLetters.discard(run.runId, "again");
  expect(await listed(engine)).toEqual([]);
  const { rows } = await database.pool.query("select discard_reason from engine.run_failure");
  expect(rows).toEqual([{ discard_reason: "The page is gone for good." }]);
  expect((await engine.get(run.runId))?.status).toBe("failed");

  await engine.deadLetters.retry(run.runId);
  await until("it died again", async () => (await listed(engine)).length === 1);
});

test("only a dead letter can be discarded", async () => {
  await using house = await openHouse();
  const { engine, database } = house;
  await mend(database);
  const run = await engine.start(parse, 1, { key: "a" });
  await run.result();

  await expect(engine.deadLetters.discard(run.runId, "why not")).rejects.toThrow("is no dead letter");
  await expect(engine.deadLetters.discard("parse:none", "why not")).rejects.toThrow(
    "There is no run parse:none",
  );
});

test("a child whose failure ended its parent is one dead letter, the parent's, with the child's history", async () => {
  await using house = await openHouse();
  const { engine, database } = house;
  const run = await engine.start(passOn, 5, { key: "a" });
  await die(run);

  const child = "parse:pass-on:a/child";
  expect(await listed(engine)).toEqual([run.runId]);
  expect(await engine.deadLetters.get(run.runId)).toMatchObject({
    causeRunId: child,
    history: [{ runId: child, step: "read:page-5" }],
  });
  expect(await engine.deadLetters.get(child)).toMatchObject({ parentRunId: run.runId });
  await mend(database);
  await engine.deadLetters.retry(run.runId);
  expect(await run.result()).toBe(5);
  expect((await engine.get(child))?.status).toBe("succeeded");
});

test("discarding a parent gives up the child it died of", async () => {
  await using house = await openHouse();
  const { engine } = house;
  const run = await engine.start(passOn, 5, { key: "a" });
  await die(run);

  await engine.deadLetters.discard(run.runId, "not needed");

  expect(await listed(engine)).toEqual([]);
});

test("a child whose parent took its failure and went on is a dead letter of its own", async () => {
  await using house = await openHouse();
  const { engine } = house;
  const run = await engine.start(collect, 5, { key: "a" });
  expect(await run.result()).toBe(0);

  const { items } = await engine.deadLetters.list({ limit: 10 });
  expect(items).toMatchObject([{ workflow: "parse", parentRunId: run.runId, causeRunId: null }]);
});

test("children that failed a group are one dead letter with it: retried together, discarded together", async () => {
  await using house = await openHouse();
  const { engine, database } = house;
  const run = await engine.start(collectAll, 3, { key: "a" });
  await die(run);
  expect(await listed(engine)).toEqual([run.runId]);
  const letter = await engine.deadLetters.get(run.runId);
  expect(letter?.history.map((attempt) => attempt.runId)).toEqual([letter?.causeRunId]);

  await mend(database);
  await engine.deadLetters.retry(run.runId);
  expect(await run.result()).toBe(3);
  expect(await listed(engine)).toEqual([]);
  await database.pool.query("delete from mended");
  const other = await engine.start(collectAll, 2, { key: "b" });
  await die(other);
  await engine.deadLetters.discard(other.runId, "not needed");
  expect(await listed(engine)).toEqual([]);
});

test("a run that DBOS itself gave up is a dead letter, and can be retried", async () => {
  await using house = await openHouse();
  const { engine, database } = house;
  await mend(database);
  const run = await engine.start(parse, 1, { key: "a" });
  await run.result();
  await database.pool.query("update dbos.workflow_status set status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'");

  expect(await engine.deadLetters.get(run.runId)).toMatchObject({ error: { rung: "broken" }, step: null });
  await engine.deadLetters.retry(run.runId);
  expect(await run.result()).toBe(1);
});

test("rates say what ended, by slice of time, empty slices included", async () => {
  await using house = await openHouse();
  const { engine, database } = house;
  const sinceMs = Date.now();
  await die(await engine.start(parse, 1, { key: "dies" }));
  await mend(database);
  await die(await engine.start(parse, 1, { key: "lives" }));
  const now = Date.now();

  const [slice, ...more] = await engine.readRates({ sinceMs, bucketMs: 86_400_000 });
  expect(slice).toMatchObject({ succeeded: 1, failed: 1, cancelled: 0 });
  expect(slice?.p95Ms).toBeGreaterThanOrEqual(slice?.p50Ms ?? Number.NaN);
  // One more when midnight passed meanwhile.
  expect(more.length).toBe(Math.floor(now / 86_400_000) - Math.floor(sinceMs / 86_400_000));
  const empty = await engine.readRates({ sinceMs: sinceMs - 10 * 60_000, bucketMs: 60_000 });
  expect(empty.length).toBeGreaterThanOrEqual(11);
  expect(empty[0]).toMatchObject({ succeeded: 0, failed: 0, p50Ms: null, p95Ms: null });
});
