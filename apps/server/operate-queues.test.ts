import { until } from "@millrace/platform/testing";
import { afterAll, expect, test } from "vitest";
import type { z } from "zod";
import type {
  budgetList,
  pruneResult,
  queueList,
  QueueState,
  scheduleList,
  StorageState,
  workerList,
} from "./contract.ts";
import { errand, openOperateHouse } from "./testing/operate-house.ts";

const house = await openOperateHouse();
afterAll(() => house[Symbol.asyncDispose]());

const post: RequestInit = { method: "POST" };

async function errandQueue(): Promise<QueueState | undefined> {
  const { body } = await house.call<z.infer<typeof queueList>>("/queues");
  return body.items.find((queue) => queue.name === "errands");
}

test("a queue that is paused keeps what waits, says so, and gives it out when resumed", async () => {
  expect(await errandQueue()).toMatchObject({
    queued: 0,
    running: 0,
    oldest_wait_ms: null,
    concurrency: null,
    worker_concurrency: 20,
    is_paused: false,
  });
  expect(await house.call("/queues/errands/pause", post, "editor")).toMatchObject({
    status: 200,
    body: { name: "errands", is_paused: true },
  });
  // Those that look for work may be a second behind: the first ones may still be taken.
  const runIds: string[] = [];
  const waiting = await until("one waits for longer than it takes to be taken", async () => {
    const key = `waits-${runIds.length}`;
    runIds.push((await house.engine.start(errand, { note: "waits", children: 0 }, { key })).runId);
    const queue = await errandQueue();
    return (queue?.oldest_wait_ms ?? 0) > 300 ? queue : null;
  });
  expect(waiting).toMatchObject({ is_paused: true });
  expect(await house.call("/queues/errands/resume", post)).toMatchObject({ body: { is_paused: false } });
  for (const runId of runIds) await house.untilStatus(runId, "succeeded");
  expect((await house.acts()).map(({ action, subject }) => [action, subject])).toEqual([
    ["queue.pause", "errands"],
    ["queue.resume", "errands"],
  ]);
});

test("a schedule is paused, resumed and run now; the run has an address", async () => {
  const schedules = async () => (await house.call<z.infer<typeof scheduleList>>("/schedules")).body.items;
  expect(await schedules()).toMatchObject([
    {
      name: "yearly-errand",
      workflow: "errand",
      cron: "0 3 1 1 *",
      time_zone: "Europe/Paris",
      is_paused: false,
    },
  ]);
  expect(await house.call("/schedules/yearly-errand/pause", post)).toMatchObject({
    status: 200,
    body: { is_paused: true, next_at: null },
  });
  expect(await house.call("/schedules/yearly-errand/resume", post)).toMatchObject({
    body: { is_paused: false, next_at: expect.stringMatching(/-01-01T02:00:00\.000Z$/u) },
  });
  const run = await house.call<{ run_id: string }>("/schedules/yearly-errand/run", post, "editor");
  expect([run.status, run.headers.get("location")]).toEqual([
    202,
    `/api/v1/runs/${encodeURIComponent(run.body.run_id)}`,
  ]);
  await house.untilStatus(run.body.run_id, "succeeded");
  expect(await schedules()).toMatchObject([{ last_run_id: run.body.run_id }]);
});

test("every process at work is shown", async () => {
  const { body } = await house.call<z.infer<typeof workerList>>("/workers");
  expect(body.items).toMatchObject([
    { role: "all", version: "1.0.0", pid: process.pid, is_alive: true, running: 0 },
  ]);
});

test("queues and schedules there are none of are 404; whoever may only look can't act", async () => {
  for (const path of ["/queues/none/pause", "/schedules/none/resume", "/schedules/none/run"])
    expect([path, (await house.call(path, post)).status]).toEqual([path, 404]);
  for (const path of ["/queues/errands/pause", "/schedules/yearly-errand/run"])
    expect([path, (await house.call(path, post, "viewer")).status]).toEqual([path, 403]);
});

test("storage is shown; the owner prunes it, and what went is told", async () => {
  const { engine, database } = house;
  const { runId } = await engine.start(errand, { note: "old", children: 0 }, { key: "old" });
  await house.untilStatus(runId, "succeeded");
  expect((await house.call("/storage/prune", post, "editor")).status).toBe(403);
  const pruned = await house.call<z.infer<typeof pruneResult>>("/storage/prune", post);
  expect(pruned.status).toBe(200);
  expect(pruned.body.deleted["runs"]).toBeGreaterThan(0);
  expect(await engine.get(runId)).toBeNull();
  const { body } = await house.call<StorageState>("/storage", {}, "viewer");
  expect(body).toMatchObject({
    objects: 0,
    retention: { dead_letters_days: null, events_days: 7, page_log_days: 90 },
    last_prune: { deleted: pruned.body.deleted },
  });
  expect(body.tables.map((table) => table.name)).toContain("dbos.workflow_status");
  const { rows } = await database.pool.query("select 1 from millrace.audit where action = 'storage.prune'");
  expect(rows).toHaveLength(1);
});

test("budgets and breakers are shown by vendor; the owner closes a breaker", async () => {
  const { pool } = house.database;
  await pool.query(
    `insert into millrace.http_breaker (vendor, host, state, failures, open_until, last_failure) values
       ('acme', 'one.example:8080', 'open', 5, now() + interval '1 hour', 'refused with token=canary'),
       ('acme', 'two.example', 'open', 5, now() - interval '1 second', null)`,
  );
  await pool.query(
    `insert into millrace.http_budget (account, requests_per_period, period_ms, burst, paused_until_ms)
     values ('acme:main', 100, 60000, 5, extract(epoch from now() + interval '1 minute') * 1000), ('lone', 1, 1000, 1, 0)`,
  );
  const { body } = await house.call<z.infer<typeof budgetList>>("/budgets", {}, "viewer");
  expect(body.items).toMatchObject([
    {
      vendor: "acme",
      accounts: [
        {
          account: "acme:main",
          limit: 100,
          period_ms: 60_000,
          burst: 5,
          used: 0,
          paused_until: expect.any(String),
        },
      ],
      breakers: [
        {
          host: "one.example:8080",
          state: "open",
          failures: 5,
          last_failure: "refused with token=[redacted]",
        },
        { host: "two.example", state: "open", opens_in_ms: 0 },
      ],
    },
    { vendor: "lone", accounts: [{ account: "lone", paused_until: null }], breakers: [] },
  ]);
  expect(body.items[0]?.breakers[0]?.opens_in_ms).toBeGreaterThan(3_500_000);

  const close = `/budgets/acme/breakers/${encodeURIComponent("one.example:8080")}/close`;
  expect((await house.call(close, post, "editor")).status).toBe(403);
  expect(await house.call(close, post)).toMatchObject({
    status: 200,
    body: { breakers: [{ host: "two.example" }, { host: "one.example:8080", state: "closed", failures: 0 }] },
  });
  expect((await house.call("/budgets/acme/breakers/none/close", post)).status).toBe(404);
  expect((await house.acts()).at(-1)).toMatchObject({
    action: "breaker.close",
    subject: "acme one.example:8080",
  });
});
