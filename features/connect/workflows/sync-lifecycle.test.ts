import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { runIdOf } from "@millrace/engine";
import { systemClock } from "@millrace/platform/clock";
import type { Database } from "@millrace/platform/db";
import { createTemporaryFolder, createTestDatabase, until } from "@millrace/platform/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { syncConnection, type BackfillReport, type Connection, type Sync } from "../contract.ts";
import { prunePages } from "../queries/prune-pages.ts";
import { endSync, takePlace, type NewSync } from "../queries/syncs.ts";
import { beginRun } from "../sync/begin-run.ts";
import { settleSyncs } from "../sync/settle-syncs.ts";
import { syncIdOf } from "../sync/sync-identity.ts";
import { openConnectHouse, type ConnectHouse } from "./fixtures/connect-house.ts";
import { startTinyVendor, type TinyVendor } from "./fixtures/tiny-vendor.ts";

const opened = new AsyncDisposableStack();
let database: Database;
let vendor: TinyVendor;
let house: ConnectHouse;
let folder: string;

beforeAll(async () => {
  database = opened.use(await createTestDatabase());
  vendor = opened.use(await startTinyVendor());
  folder = opened.use(await createTemporaryFolder()).path;
  house = opened.use(await openConnectHouse(database));
});
afterAll(() => opened.disposeAsync());
beforeEach(() => {
  vendor.asked.length = 0;
  vendor.answer = () => null;
  vendor.records = things(15);
});

interface Connected {
  connection: Connection;
  /** Names of the tables in its file. */
  tables: () => string[];
  ids: () => number[];
  /** Where each row says it is from. */
  runs: () => (string | null)[];
}

let connections = 0;

/** A connection from the tiny vendor to a SQLite file of its own. */
async function connect(mode: string, options: Record<string, unknown> = {}): Promise<Connected> {
  connections += 1;
  const path = join(folder, `${connections}.sqlite`);
  const read = <Row>(sql: string) => {
    const file = new DatabaseSync(path, { readOnly: true });
    try {
      return file.prepare(sql).all() as Row[];
    } finally {
      file.close();
    }
  };
  return {
    connection: await house.connect({
      name: `Lifecycle ${connections}`,
      source: { type: "tiny", origin: vendor.origin, token: "t" },
      destination: { type: "sqlite", path },
      streams: [{ name: "things", mode }],
      ...options,
    }),
    tables: () =>
      read<{ name: string }>(`select name from sqlite_master where type = 'table'`).map(({ name }) => name),
    runs: () => read<{ _run: string | null }>(`select _run from things`).map(({ _run }) => _run),
    ids: () => read<{ id: number }>(`select id from things order by id`).map(({ id }) => id),
  };
}

const things = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: at + 1, name: `thing ${at + 1}` }));
const idsTo = (count: number) => things(count).map(({ id }) => id);

let second = 0;
const nextTime = () => new Date(Date.UTC(2026, 0, 1) + (second += 1) * 1_000).toISOString();
const syncOf = ({ id }: Connection): Promise<Sync> => house.sync(id, nextTime());
const settle = () => settleSyncs({ db: database, clock: systemClock, engine: house.engine });
const replay = (sync: Sync, { id }: Connection) =>
  house.call<Sync & { code: string }>(`/syncs/${sync.id}/replay`, { connection_id: id });

/** A sync that stands still after its first page, whose rows are staged. */
async function holdAfterFirstPage({ id }: Connection): Promise<Sync> {
  vendor.answer = (page) => (page === 1 ? null : { status: 429, headers: { "retry-after": "1" }, body: "" });
  const { body } = await house.call<Sync>(`/connections/${id}/syncs`, { planned_at: nextTime() });
  return until("the first page is delivered", async () => {
    const { body: sync } = await house.call<Sync>(`/syncs/${body.id}`);
    return (sync.streams[0]?.delivered ?? 0) >= 10 ? sync : null;
  });
}

/** A replay's row, as it is when its place is taken and its run has not begun. */
const replayRow = (earlier: Sync, { id, name }: Connection): NewSync => {
  const plannedAt = nextTime();
  const syncId = syncIdOf({ id, name }, plannedAt, "replay", earlier.id);
  const runId = runIdOf(syncConnection.id, syncId);
  return {
    id: syncId,
    runId,
    connectionId: id,
    kind: "replay",
    replayOf: earlier.id,
    plannedAt,
    startedBy: "t",
  };
};

const sql = (text: string, ...values: unknown[]) => database.pool.query(text, values);
const valueOf = async (id: string, column: string): Promise<unknown> => {
  const { rows } = await sql(`select ${column} as value from connect.sync where id = $1`, id);
  return (rows as { value: unknown }[])[0]?.value;
};
/** Settles as often as it takes: a sync ends a moment before its run does. */
const untilDiscarded = (id: string) =>
  until(`what ${id} left is removed`, async () => {
    await settle();
    return (await valueOf(id, "discarded_at")) !== null;
  });

/** Of one that had failed. */
const untilSucceeded = (id: string) =>
  until("the sync has succeeded", async () => {
    const { body } = await house.call<Sync>(`/syncs/${id}`);
    return body.status === "succeeded" ? body : null;
  });

test("a sync whose pages were deleted is not replayed, and an open replay keeps the pages it replays", async () => {
  const first = await connect("full_refresh_append");
  const second = await connect("full_refresh_append");
  const earlier = await syncOf(first.connection);
  const kept = replayRow(earlier, second.connection);
  await sql(`update connect.sync set ended_at = now() - interval '40 days' where id = $1`, earlier.id);
  await takePlace(database.pool, kept);
  expect((await prunePages(database.pool, 30)).pages).toBe(0);
  await endSync(database.pool, kept.id, { outcome: "cancelled", message: null, isGreen: null });
  expect((await prunePages(database.pool, 30)).pages).toBe(2);
  expect(await replay(earlier, second.connection)).toMatchObject({
    status: 422,
    body: { code: "pages_pruned", detail: expect.stringContaining("0 of the 2 pages of things") },
  });
  // The pages went between the request and its run.
  const late = replayRow(earlier, second.connection);
  await takePlace(database.pool, late);
  await beginRun(house, late.id, second.connection.id);
  expect(await house.untilStatus(late.id, "paused", "succeeded")).toMatchObject({
    status: "paused",
    message: expect.stringContaining("0 of the 2 pages of things"),
  });
});

test("a replay of what was new tells no record gone, and does not stand in place of everything", async () => {
  const first = await connect("incremental_merge");
  const feed = await connect("change_feed");
  const overwrite = await connect("full_refresh_overwrite");
  await syncOf(feed.connection);
  vendor.records = things(3);
  const delta = await syncOf(first.connection);
  await sql(`update connect.sync_stream set from_state = 'yesterday' where sync_id = $1`, delta.id);
  const { body: fed } = await replay(delta, feed.connection);
  const fedSync = await house.untilStatus(fed.id, "succeeded");
  expect(fedSync.streams[0]).toMatchObject({ gone: 0, unchanged: 3 });
  const { body: refused } = await replay(delta, overwrite.connection);
  expect(await house.untilStatus(refused.id, "paused", "succeeded")).toMatchObject({
    status: "paused",
    message: expect.stringContaining("only what was new since the sync before it"),
  });
  // All of it was read: what is not in it is gone.
  await sql(`update connect.sync_stream set from_state = null where sync_id = $1`, delta.id);
  const again = replayRow(delta, feed.connection);
  await takePlace(database.pool, again);
  await beginRun(house, again.id, feed.connection.id);
  expect((await house.untilStatus(again.id, "succeeded")).streams[0]).toMatchObject({ gone: 12 });
});

test("a stream that is chosen twice stops the sync before anything is delivered", async () => {
  const { connection } = await connect("change_feed");
  const streams = ["one", "two"].map((target) => ({ name: "things", mode: "change_feed", target }));
  await sql(
    `update connect.connection set config = jsonb_set(config, '{streams}', $2::jsonb) where id = $1`,
    connection.id,
    JSON.stringify(streams),
  );
  expect(await syncOf(connection)).toMatchObject({
    status: "paused",
    message: expect.stringContaining("things is chosen twice"),
  });
});

test("a sync goes on with the policy and the columns it opened with, and not with another address", async () => {
  const { connection, ids, runs } = await connect("full_refresh_append");
  const sync = await holdAfterFirstPage(connection);
  const change = (body: unknown) => house.call(`/connections/${connection.id}`, body, "PATCH");
  await house.call(`/syncs/${sync.id}/pause`, {});
  await change({
    provenance: false,
    source: { type: "tiny", origin: `${vendor.origin}/elsewhere`, token: "t" },
  });
  vendor.answer = () => null;
  await house.call(`/syncs/${sync.id}/resume`, {});
  const stopped = await until("the sync says why it stands still", async () => {
    const { body } = await house.call<Sync>(`/syncs/${sync.id}`);
    return body.status === "paused" && body.message !== null
      ? body
      : body.status === "succeeded"
        ? body
        : null;
  });
  expect(stopped).toMatchObject({
    status: "paused",
    message: expect.stringContaining("settings of the source"),
  });
  await change({ source: { type: "tiny", origin: vendor.origin, token: "another" } });
  await house.call(`/syncs/${sync.id}/resume`, {});
  expect(await house.untilStatus(sync.id, "succeeded")).toMatchObject({ is_green: true, delivered: 15 });
  expect(ids()).toEqual(idsTo(15));
  expect(runs()).toEqual(Array.from({ length: 15 }, () => sync.id));
});

test("what a cancelled sync left is removed though the process died right after its end", async () => {
  const { connection, tables } = await connect("full_refresh_overwrite");
  const sync = await holdAfterFirstPage(connection);
  const before = tables();
  await house.engine.cancel(sync.run_id);
  await endSync(database.pool, sync.id, { outcome: "cancelled", message: null, isGreen: null });
  await untilDiscarded(sync.id);
  expect(tables().length).toBeLessThan(before.length);
  expect(tables()).not.toContain("things");
});

test("a sync that could not reach its destination left nothing there: cancelled, it is done with, wherever that is by now", async () => {
  const { connection, tables } = await connect("full_refresh_overwrite");
  const { path } = connection.destination as { path?: string };
  const wrong = { type: "sqlite", path: join(folder, "no such folder", "x.sqlite") };
  await house.call(`/connections/${connection.id}`, { destination: wrong }, "PATCH");
  const sync = await syncOf(connection);
  expect(sync).toMatchObject({ status: "paused", pages: 0 });
  await house.call(`/connections/${connection.id}`, { destination: { type: "sqlite", path } }, "PATCH");
  await house.call(`/syncs/${sync.id}/cancel`, {});
  await untilDiscarded(sync.id);
  expect((await syncOf(connection)).status).toBe("succeeded");
  expect(tables()).toContain("things");
});

test("what a failed sync left stays for a day, and one that goes on after that begins again from its pages", async () => {
  vendor.records = [...things(12), 1, 2, 3];
  const { connection, tables, ids } = await connect("full_refresh_overwrite");
  const sync = await syncOf(connection);
  expect(sync.status).toBe("failed");
  const before = tables();
  await until("its run has ended", async () => (await house.engine.get(sync.run_id))?.status === "failed");
  await settle();
  const { items } = await house.engine.list({ workflow: "discard-sync", limit: 50 });
  expect(items.filter(({ runId }) => runId.includes(sync.id))).toEqual([]);
  await sql(`update connect.sync set ended_at = now() - interval '25 hours' where id = $1`, sync.id);
  await untilDiscarded(sync.id);
  expect(tables().length).toBeLessThan(before.length);
  await house.call(`/connections/${connection.id}`, { bad_records_percent: 50 }, "PATCH");
  vendor.asked.length = 0;
  await house.engine.resume(sync.run_id);
  const done = await untilSucceeded(sync.id);
  expect(done).toMatchObject({ is_green: true, records: 15, delivered: 12, bad: 3 });
  expect(ids()).toEqual(idsTo(12));
  expect(vendor.asked).toEqual([]);
  expect(await valueOf(sync.id, "discarded_at")).toBeNull();
});

test("a change feed that failed and goes on after a day tells nothing gone that it had read", async () => {
  vendor.records = [...things(12), 1, 2, 3];
  const { connection } = await connect("change_feed");
  const sync = await syncOf(connection);
  expect(sync.status).toBe("failed");
  await sql(`update connect.sync set ended_at = now() - interval '25 hours' where id = $1`, sync.id);
  await untilDiscarded(sync.id);
  await house.call(`/connections/${connection.id}`, { bad_records_percent: 50 }, "PATCH");
  await house.engine.resume(sync.run_id);
  const done = await untilSucceeded(sync.id);
  expect(done.streams[0]).toMatchObject({ inserts: 12, gone: 0, delivered: 12 });
  expect(done.is_green).toBe(true);
});

test("a planned time that had its sync has it under another name of the connection too", async () => {
  const { connection } = await connect("full_refresh_append", { schedule: { cron: "0 3 * * *" } });
  const time = "2026-03-02T03:00:00.000Z";
  const sync = await house.sync(connection.id, time);
  await house.call(`/connections/${connection.id}`, { name: "Quite another" }, "PATCH");
  const span = { from: "2026-03-01T12:00:00Z", until: "2026-03-02T12:00:00Z", preview: true };
  const { body } = await house.call<BackfillReport>(`/connections/${connection.id}/backfill`, span);
  expect(body).toEqual({ planned: [], started: [], known: [time] });
  const again = await house.call<Sync>(`/connections/${connection.id}/syncs`, { planned_at: time });
  expect([again.status, again.body.id]).toEqual([202, sync.id]);
});

test("replays of two syncs within one second are two syncs, with ids of at most 64 characters", () => {
  const connection = { id: "0190", name: "A connection whose name is rather longer than an id may be" };
  const ids = ["one", "two"].map((earlier) =>
    syncIdOf(connection, "2026-11-29T03:00:00Z", "replay", earlier),
  );
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9-]{1,64}$/u);
});

test("a fork of a sync's run takes the sync over, unless another run works on it", async () => {
  const { connection } = await connect("full_refresh_append");
  const held = await holdAfterFirstPage(connection);
  const early = await house.engine.fork(held.run_id, null);
  const refused = await until("the fork stands still", async () => {
    const run = await house.engine.get(early);
    return run?.status === "paused" ? run : null;
  });
  expect(refused.error?.message).toContain("works on the sync");
  expect(await valueOf(held.id, "run_id")).toBe(held.run_id);
  await house.engine.cancel(held.run_id);
  vendor.answer = () => null;
  await house.engine.resume(early);
  expect(await house.untilStatus(held.id, "succeeded")).toMatchObject({
    is_green: true,
    run_id: early,
    delivered: 15,
  });
});

test("an open sync whose run has succeeded or is gone ends, as its streams say", async () => {
  const reopen = (id: string, runId: string) =>
    sql(
      `update connect.sync set ended_at = null, outcome = null, is_green = null, run_id = $2, started_at = now() - interval '2 hours' where id = $1`,
      id,
      runId,
    );
  const first = await syncOf((await connect("full_refresh_append")).connection);
  const second = await syncOf((await connect("full_refresh_append")).connection);
  await reopen(first.id, first.run_id);
  await reopen(second.id, "sync-connection:nowhere");
  await settle();
  expect((await house.call<Sync>(`/syncs/${first.id}`)).body).toMatchObject({
    status: "succeeded",
    is_green: true,
  });
  expect((await house.call<Sync>(`/syncs/${second.id}`)).body).toMatchObject({
    status: "failed",
    message: expect.stringContaining("run is gone"),
  });
});

test("a connection that is pointed at another destination delivers everything there: what it remembers is of the old one", async () => {
  const { connection } = await connect("change_feed");
  await house.sync(connection.id, "2026-04-01T00:00:00Z");
  const path = join(folder, "elsewhere.sqlite");
  await house.call(`/connections/${connection.id}`, { destination: { type: "sqlite", path } }, "PATCH");
  const moved = await house.sync(connection.id, "2026-04-02T00:00:00Z");
  expect(moved.streams[0]).toMatchObject({ inserts: 15, unchanged: 0, delivered: 15 });
  expect((await house.sync(connection.id, "2026-04-03T00:00:00Z")).streams[0]).toMatchObject({
    unchanged: 15,
  });
});
