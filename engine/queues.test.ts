import { createTestDatabase, until, type ChildProgram, type TestDatabase } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { startWorker } from "./fixtures/start-worker.ts";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { createEffectTables, handlersOn, mostAtOnce, occupy } from "./fixtures/workflows.ts";
import type { Engine, QueueSettings } from "./index.ts";

const brief = { ms: 25, withChild: false };
/** Distinct and scrambled, the same each time. */
const scrambled = (index: number) => (index * 37) % 101;

interface House extends AsyncDisposable {
  web: Engine;
  workers: ChildProgram[];
}

/** A web process here and worker processes beside it, all with the queue "limited" as `settings` say. */
async function openHouse(
  database: TestDatabase,
  settings: Partial<QueueSettings>,
  versions: readonly string[],
): Promise<House> {
  await using opened = new AsyncDisposableStack();
  await createEffectTables(database.pool);
  const limited = { name: "limited", concurrency: null, workerConcurrency: 20, ...settings };
  const web = opened.use(
    await openTestEngine(database, handlersOn(database.pool), { role: "web", queues: [limited] }),
  );
  const workers: ChildProgram[] = [];
  for (const version of versions) {
    const env = { ENGINE_VERSION: version, ENGINE_QUEUES: JSON.stringify([limited]) };
    workers.push(opened.use(await startWorker(database.url, env)));
  }
  const owned = opened.move();
  return { web, workers, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function startMany(web: Engine, count: number, keyOf?: (index: number) => string): Promise<void> {
  const handles = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      web.start(occupy, brief, {
        key: String(index),
        priority: scrambled(index),
        ...(keyOf === undefined ? {} : { queueKey: keyOf(index) }),
      }),
    ),
  );
  await Promise.all(handles.map((handle) => handle.result()));
}

test("all workers together never run more than the queue's limit, whatever the order of priorities", async () => {
  await using database = await createTestDatabase();
  await using house = await openHouse(database, { concurrency: 3 }, ["1", "1", "1"]);
  await startMany(house.web, 40);
  expect(await mostAtOnce(database.pool, "all")).toBe(3);
});

test.for([
  { limit: { concurrency: 2 }, per: "all", most: 2 },
  { limit: { concurrencyPerKey: 1 }, per: "key", most: 1 },
] as const)("the limit holds over two versions side by side, $per", async ({ limit, per, most }) => {
  await using database = await createTestDatabase();
  await using house = await openHouse(database, limit, ["1", "2"]);
  const handles = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      house.web.start(occupy, brief, { key: String(index), queueKey: "account-7" }),
    ),
  );
  await database.pool.query(
    `update dbos.workflow_status set application_version = '2'
     where status = 'ENQUEUED' and right(workflow_uuid, 1) in ('1', '3', '5', '7', '9')`,
  );
  await Promise.all(handles.map((handle) => handle.result()));
  expect(await mostAtOnce(database.pool, per)).toBe(most);
});

test("a key never runs more than its limit, and keys run side by side within the queue's", async () => {
  await using database = await createTestDatabase();
  const settings = { concurrency: 4, concurrencyPerKey: 2 };
  await using house = await openHouse(database, settings, ["1", "1", "1"]);
  await startMany(house.web, 40, (index) => `account-${index % 3}`);
  expect(await mostAtOnce(database.pool, "key")).toBe(2);
  expect(await mostAtOnce(database.pool, "all")).toBeLessThanOrEqual(4);
  expect(await mostAtOnce(database.pool, "all")).toBeGreaterThan(2);
});

test("a child has its parent's key, and a run without one is refused", async () => {
  await using database = await createTestDatabase();
  await using house = await openHouse(database, { concurrencyPerKey: 1 }, ["1"]);
  const parents = await Promise.all(
    ["a", "b", "c"].map((key) =>
      house.web.start(occupy, { ms: 10, withChild: true }, { key, queueKey: "account-7" }),
    ),
  );
  for (const parent of parents) await parent.result();
  const { rows } = await database.pool.query<{ queue_key: string; level: number; runs: number }>(
    "select queue_key, level, count(*)::int as runs from span group by 1, 2 order by level",
  );
  expect(rows).toEqual([
    { queue_key: "account-7", level: 0, runs: 3 },
    { queue_key: "account-7", level: 1, runs: 3 },
  ]);
  expect(await mostAtOnce(database.pool, "key")).toBe(1);
  await expect(house.web.start(occupy, brief, { key: "none" })).rejects.toThrow("with a queueKey");
});

test("runs that waited before their queue had keys are taken all the same", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  {
    await using before = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
    await before.start(occupy, brief, { key: "early" });
  }
  const limited = { name: "limited", concurrency: null, workerConcurrency: 5, concurrencyPerKey: 1 };
  await using after = await openTestEngine(database, handlersOn(database.pool), { queues: [limited] });
  expect(await after.handleOf(occupy, "occupy:early").result()).toBeNull();
});

test("all workers together start no more runs in any period than the queue's rate", async () => {
  await using database = await createTestDatabase();
  const settings = { rateLimit: { limit: 5, periodMs: 500 } };
  await using house = await openHouse(database, settings, ["1", "1", "1"]);
  await startMany(house.web, 20);
  const { rows } = await database.pool.query<{ most: number }>(
    `select max((select count(*) from dbos.workflow_status o
       where o.name = 'occupy' and o.started_at_epoch_ms > s.started_at_epoch_ms - 500 and o.started_at_epoch_ms <= s.started_at_epoch_ms))::int as most
     from dbos.workflow_status s where s.name = 'occupy'`,
  );
  expect(rows).toEqual([{ most: 5 }]);
});

test("a worker runs no more than its own limit", async () => {
  await using database = await createTestDatabase();
  await using house = await openHouse(database, { workerConcurrency: 2 }, ["1", "1"]);
  await startMany(house.web, 30);
  expect(await mostAtOnce(database.pool, "all")).toBeLessThanOrEqual(4);
});

test("the lower number goes first, with its children before the others'", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  const limited = { name: "limited", concurrency: 1, workerConcurrency: 1 };
  {
    await using web = await openTestEngine(database, handlersOn(database.pool), {
      role: "web",
      queues: [limited],
    });
    for (const priority of [5, 1, 9, 0, 3])
      await web.start(occupy, { ms: 1, withChild: priority === 1 }, { key: `p${priority}`, priority });
    await web.start(occupy, { ms: 1, withChild: false }, { key: "later", priority: 0, delayMs: 60_000 });
  }
  await using worker = await openTestEngine(database, handlersOn(database.pool), { queues: [limited] });
  await worker.handleOf(occupy, "occupy:p9").result();
  const { rows } = await database.pool.query<{ run_id: string }>("select run_id from span order by began");
  expect(rows.map((row) => row.run_id)).toEqual(
    ["p0", "p1", "occupy:p1/child", "p3", "p5", "p9"].map((key) => `occupy:${key}`),
  );
  expect((await worker.readQueues()).find((queue) => queue.name === "limited")).toMatchObject({
    delayed: 1,
    queued: 0,
    running: 0,
  });
});

test("nothing is taken from a paused queue by any worker until it is resumed, also after a restart", async () => {
  await using database = await createTestDatabase();
  await using house = await openHouse(database, {}, ["1"]);
  await house.web.pauseQueue("limited");
  const paused = async () => (await house.web.readQueues()).find((queue) => queue.name === "limited");
  // A worker that starts now registers its queues anew.
  await using late = await startWorker(database.url);
  await until("no worker takes from it any more", async () => {
    const probe = await house.web.start(occupy, { ms: 1, withChild: false }, { key: crypto.randomUUID() });
    return until("the probe is taken or left", async () => {
      const { rows } = await database.pool.query<{ fate: "left" | "taken" | null }>(
        `select case when status <> 'ENQUEUED' then 'taken' when updated_at < extract(epoch from now()) * 1000 - 1500 then 'left' end as fate
         from dbos.workflow_status where workflow_uuid = $1`,
        [probe.runId],
      );
      return rows[0]?.fate;
    }).then((fate) => fate === "left");
  });
  await until("what was taken before has ended", async () => (await paused())?.running === 0);
  const run = await house.web.start(occupy, brief, { key: "held" });
  expect(await paused()).toMatchObject({ isPaused: true, running: 0 });
  expect((await house.web.get(run.runId))?.status).toBe("queued");
  expect((await paused())?.queued).toBeGreaterThanOrEqual(2);

  await house.web.resumeQueue("limited");
  expect(await run.result()).toBeNull();
  expect(await paused()).toMatchObject({ isPaused: false, queued: 0, oldestWaitMs: null });
  expect(late.pid).toBeGreaterThan(0);
  await expect(house.web.pauseQueue("none")).rejects.toThrow("There is no queue none");
});

test("every process shows itself with what it runs", async () => {
  await using database = await createTestDatabase();
  await using house = await openHouse(database, {}, ["1"]);
  await house.web.start(occupy, { ms: 60_000, withChild: false }, { key: "a" });
  const worker = await until("it runs", async () =>
    (await house.web.readWorkers()).find((state) => state.role === "worker" && state.running === 1),
  );
  expect(worker).toMatchObject({ pid: house.workers[0]?.pid, version: "1", isAlive: true });
  expect((await house.web.readWorkers()).map((state) => state.role).sort()).toEqual(["web", "worker"]);
});

test("a pause or a resume of a queue that fails half way has changed nothing", async () => {
  await using database = await createTestDatabase();
  await using web = await openTestEngine(database, [], { role: "web" });
  const state = async (): Promise<unknown> => {
    const { rows } = await database.pool.query<{ is_open: boolean }>(
      "select worker_concurrency > 0 as is_open from dbos.queues where name = 'limited'",
    );
    const isPaused = (await web.readQueues()).find((queue) => queue.name === "limited")?.isPaused;
    return { isPaused, isOpen: rows[0]?.is_open };
  };
  const whileTorn = async (act: () => Promise<void>): Promise<void> => {
    await database.pool.query(`
      create or replace function refuse() returns trigger language plpgsql as $$ begin raise 'The row is torn.'; end $$;
      create trigger refuse before update on dbos.queues for each row execute function refuse()`);
    await expect(act()).rejects.toThrow("The row is torn.");
    await database.pool.query("drop trigger refuse on dbos.queues");
  };

  await whileTorn(() => web.pauseQueue("limited"));
  expect(await state()).toEqual({ isPaused: false, isOpen: true });
  await web.pauseQueue("limited");
  expect(await state()).toEqual({ isPaused: true, isOpen: false });
  await whileTorn(() => web.resumeQueue("limited"));
  expect(await state()).toEqual({ isPaused: true, isOpen: false });
  await web.resumeQueue("limited");
  expect(await state()).toEqual({ isPaused: false, isOpen: true });
});
