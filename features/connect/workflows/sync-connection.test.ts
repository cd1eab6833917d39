import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createTemporaryFolder, createTestDatabase } from "@millrace/platform/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Connection, DeadRecord, RowTrace, Sync, SyncDiff } from "../contract.ts";
import { openConnectHouse, type ConnectHouse } from "./fixtures/connect-house.ts";
import { startTinyVendor, type TinyVendor } from "./fixtures/tiny-vendor.ts";

const opened = new AsyncDisposableStack();
let vendor: TinyVendor;
let house: ConnectHouse;
let folder: string;

beforeAll(async () => {
  const database = opened.use(await createTestDatabase());
  vendor = opened.use(await startTinyVendor());
  folder = opened.use(await createTemporaryFolder()).path;
  house = opened.use(await openConnectHouse(database));
});
afterAll(() => opened.disposeAsync());
beforeEach(() => {
  vendor.asked.length = 0;
  vendor.answer = () => null;
  vendor.perPage = 10;
});

let connections = 0;

/** A connection from the tiny vendor to a SQLite file of its own. */
async function connect(
  mode: string,
  options: Record<string, unknown> = {},
): Promise<{ connection: Connection; rows: (table?: string) => Record<string, unknown>[] }> {
  connections += 1;
  const path = join(folder, `${connections}.sqlite`);
  const connection = await house.connect({
    name: `Tiny ${connections}`,
    source: { type: "tiny", origin: vendor.origin, token: "t" },
    destination: { type: "sqlite", path },
    streams: [{ name: "things", mode }],
    ...options,
  });
  const rows = (table = "things") => {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      return database.prepare(`select * from "${table}" order by _page, _offset, id`).all();
    } finally {
      database.close();
    }
  };
  return { connection, rows };
}

const things = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: at + 1, name: `thing ${at + 1}` }));

let second = 0;
/** A planned time no other sync of this file has. */
const nextTime = () => new Date(Date.UTC(2026, 0, 1) + (second += 1) * 1_000).toISOString();

async function syncOf({ id }: Connection): Promise<Sync> {
  return house.sync(id, nextTime());
}

test("every record of every page arrives once, with where it came from, and the certificate says so", async () => {
  vendor.records = things(25);
  const { connection, rows } = await connect("full_refresh_append");
  const sync = await syncOf(connection);
  expect(sync).toMatchObject({
    status: "succeeded",
    is_green: true,
    pages: 3,
    records: 25,
    delivered: 25,
    bad: 0,
  });
  expect(rows().map(({ id, _page, _offset }) => [id, _page, _offset])).toEqual(
    things(25).map(({ id }, at) => [id, Math.floor(at / 10) + 1, (at % 10) + 1]),
  );
  expect(rows()[0]).toMatchObject({ _run: sync.id, name: "thing 1" });
  const certificate = await house.certificate(sync.id);
  expect(certificate).toMatchObject({ is_green: true, guarantee: "exactly_once", destination: "sqlite" });
  expect(certificate.streams[0]).toMatchObject({
    pages: 3,
    records: 25,
    delivered: 25,
    valid_rows: 25,
    error_rows: 0,
  });
  expect(certificate.streams[0]?.equations.every(({ holds }) => holds)).toBe(true);
  expect(vendor.asked).toEqual([1, 2, 3]);
});

test("a delivered row leads back to the answer it was read from, with the vendor's request id", async () => {
  vendor.records = things(12);
  const { connection, rows } = await connect("full_refresh_append");
  const { id } = await syncOf(connection);
  const row = rows().find((each) => each["id"] === 12);
  const { body } = await house.call<RowTrace>(
    `/connect/trace?row=${id}:${String(row?.["_page"])}:${String(row?.["_offset"])}`,
  );
  expect(body).toMatchObject({
    record: { id: 12, name: "thing 12" },
    page: 2,
    offset: 2,
    request_id: "r2",
    record_hash: row?.["_hash"],
  });
  expect(body.response).toContain('"name":"thing 12"');
  expect((await house.call(`/connect/trace?row=${id}:9:1`)).status).toBe(404);
});

test("a change feed tells what is new, which fields changed, and what is gone, and says nothing of the rest", async () => {
  vendor.records = things(12);
  const { connection, rows } = await connect("change_feed");
  expect(await syncOf(connection)).toMatchObject({ is_green: true, delivered: 12 });
  vendor.records = [
    ...things(11).map((thing) => (thing.id === 3 ? { ...thing, name: "other" } : thing)),
    { id: 99, name: "new" },
  ];
  const sync = await syncOf(connection);
  expect(sync.streams[0]).toMatchObject({ inserts: 1, updates: 1, gone: 1, unchanged: 10, delivered: 3 });
  expect(sync.is_green).toBe(true);
  const events = rows()
    .filter(({ _run, _op }) => _run === sync.id && _op !== null)
    .map(({ id, _op, _changed }) => [id, _op, _changed]);
  expect(events.toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual([
    [3, "update", '["name"]'],
    [12, "gone", null],
    [99, "insert", null],
  ]);
  vendor.records = [...vendor.records, { id: 12, name: "thing 12" }];
  expect((await syncOf(connection)).streams[0]).toMatchObject({
    inserts: 1,
    updates: 0,
    gone: 0,
    unchanged: 12,
  });
});

test("two records of one key are not told as changes in every sync, and their last version is the one that counts", async () => {
  vendor.records = [
    { id: 1, name: "a" },
    { id: 1, name: "b" },
    { id: 2, name: "x" },
    { id: 2, name: "x" },
  ];
  const { connection, rows } = await connect("change_feed");
  const first = await syncOf(connection);
  expect(first, first.message ?? "").toMatchObject({ is_green: true, delivered: 3 });
  expect((await house.certificate(first.id)).streams[0]).toMatchObject({
    keys: 2,
    inserts: 2,
    updates: 1,
    unchanged: 1,
  });
  const second = await syncOf(connection);
  expect(second).toMatchObject({ is_green: true, delivered: 0 });
  vendor.records = [...vendor.records.slice(0, 1), { id: 1, name: "c" }, ...vendor.records.slice(2)];
  const third = await syncOf(connection);
  expect(third.streams[0]).toMatchObject({ inserts: 0, updates: 1, unchanged: 3 });
  expect(third.is_green).toBe(true);
  expect(rows().find(({ _run }) => _run === third.id)).toMatchObject({
    id: 1,
    name: "c",
    _op: "update",
    _changed: '["name"]',
    _page: 1,
    _offset: 2,
  });
  vendor.records = [
    { id: 1, name: "a" },
    { id: 2, name: "x" },
  ];
  expect((await syncOf(connection)).streams[0]).toMatchObject({ updates: 1, gone: 0 });
  expect((await syncOf(connection)).streams[0]).toMatchObject({ updates: 0, unchanged: 2 });
});

test("a merge keeps one row per key with its newest values; an overwrite leaves only what was read", async () => {
  vendor.records = things(5);
  const merge = await connect("incremental_merge");
  const overwrite = await connect("full_refresh_overwrite");
  await syncOf(merge.connection);
  await syncOf(overwrite.connection);
  vendor.records = [
    { id: 2, name: "two" },
    { id: 6, name: "six" },
  ];
  expect((await syncOf(merge.connection)).streams[0]).toMatchObject({ inserts: 1, updates: 1, delivered: 2 });
  expect(await syncOf(overwrite.connection)).toMatchObject({ is_green: true, delivered: 2 });
  expect(
    merge
      .rows()
      .map(({ id, name }) => [id, name])
      .toSorted((a, b) => Number(a[0]) - Number(b[0])),
  ).toEqual([
    [1, "thing 1"],
    [2, "two"],
    [3, "thing 3"],
    [4, "thing 4"],
    [5, "thing 5"],
    [6, "six"],
  ]);
  expect(overwrite.rows().map(({ id, name }) => [id, name])).toEqual([
    [2, "two"],
    [6, "six"],
  ]);
});

test("a dry run says what a sync would add, change by field and remove, and writes nothing", async () => {
  vendor.records = things(4);
  const { connection, rows } = await connect("change_feed");
  await syncOf(connection);
  vendor.records = [
    { id: 1, name: "thing 1" },
    { id: 2, name: "two" },
    { id: 3, name: "thing 3" },
    { id: 7, name: "seven" },
  ];
  const { body: started } = await house.call<Sync>(`/connections/${connection.id}/dry-run`, {});
  await house.untilStatus(started.id, "succeeded");
  const { body: diff } = await house.call<SyncDiff>(`/syncs/${started.id}/diff`);
  expect(diff.streams[0]).toMatchObject({
    adds: 1,
    changes: 1,
    removes: 1,
    unchanged: 2,
    changed_fields: [{ field: "name", count: 1 }],
  });
  expect(diff.streams[0]?.samples).toEqual(
    expect.arrayContaining([
      { op: "add", key: "[7]", before: null, after: { id: 7, name: "seven" } },
      { op: "change", key: "[2]", before: { name: "thing 2" }, after: { name: "two" } },
      { op: "remove", key: "[4]", before: { id: 4, name: "thing 4" }, after: null },
    ]),
  );
  expect(rows()).toHaveLength(4);
  expect((await syncOf(connection)).streams[0]).toMatchObject({ inserts: 1, updates: 1, gone: 1 });
});

test("a replay delivers an earlier sync's pages to another destination without a call to the source", async () => {
  vendor.records = things(15);
  const first = await connect("full_refresh_append");
  const earlier = await syncOf(first.connection);
  const second = await connect("full_refresh_append");
  vendor.asked.length = 0;
  const { body: started } = await house.call<Sync>(`/syncs/${earlier.id}/replay`, {
    connection_id: second.connection.id,
  });
  expect(await house.untilStatus(started.id, "succeeded")).toMatchObject({
    is_green: true,
    delivered: 15,
    replay_of: earlier.id,
  });
  expect(second.rows()).toEqual(first.rows());
  expect(vendor.asked).toEqual([]);
});

test("bad records are put aside with the reason; more of them than permitted fail the sync", async () => {
  vendor.records = [...things(8), 5, { name: "no id" }];
  const { connection, rows } = await connect("incremental_merge", { bad_records_percent: 50 });
  const sync = await syncOf(connection);
  expect(sync).toMatchObject({ status: "succeeded", is_green: true, records: 10, delivered: 8, bad: 2 });
  expect(rows()).toHaveLength(8);
  const { body } = await house.call<{ items: DeadRecord[] }>(`/syncs/${sync.id}/dead-records`);
  expect(body.items.map(({ code, offset, record }) => [code, offset, record])).toEqual([
    ["not_an_object", 9, "5"],
    ["null_key", 10, '{"name":"no id"}'],
  ]);
  const file = await house.call<string>(`/syncs/${sync.id}/dead-records/export?format=csv`);
  expect(file.body).toContain("null_key");
  const strict = await connect("incremental_merge");
  const failed = await syncOf(strict.connection);
  expect(failed).toMatchObject({ status: "failed", is_green: false });
  expect(failed.message).toMatch(/2 of 10 records of things are bad, more than the 1 %/u);
});

test("a second sync at once is refused with the id of the first; the same planned time is the same sync", async () => {
  vendor.records = things(3);
  const { connection } = await connect("full_refresh_append");
  vendor.answer = () => ({ status: 429, headers: { "retry-after": "60" }, body: "" });
  const time = nextTime();
  const first = await house.call<Sync>(`/connections/${connection.id}/syncs`, { planned_at: time });
  const again = await house.call<Sync>(`/connections/${connection.id}/syncs`, { planned_at: time });
  expect([first.status, again.status, again.body.id]).toEqual([202, 202, first.body.id]);
  const other = await house.call<{ code: string; subject: string }>(`/connections/${connection.id}/syncs`, {
    planned_at: nextTime(),
  });
  expect([other.status, other.body.code, other.body.subject]).toEqual([409, "sync_running", first.body.id]);
  expect((await house.call(`/connections/${connection.id}`, undefined, "DELETE")).status).toBe(409);
  const cancelled = await house.call<Sync>(`/syncs/${first.body.id}/cancel`, {});
  expect(cancelled.body.status).toBe("cancelled");
  expect((await house.call(`/syncs/${first.body.id}/resume`, {})).status).toBe(409);
});

test("what is no page fails with its number, its beginning and the request id, and goes on after it was mended", async () => {
  vendor.records = things(30);
  const { connection, rows } = await connect("full_refresh_append");
  vendor.answer = (page) => (page === 2 ? { body: "<html>maintenance</html>" } : null);
  const sync = await syncOf(connection);
  expect(sync.status).toBe("paused");
  expect(sync.message).toMatch(/Page 2 of things can't be read.*<html>maintenance.*request r2/u);
  const { body: shown } = await house.call<Connection>(`/connections/${connection.id}`);
  expect(shown).toMatchObject({ status: "needs_attention", running_sync_id: sync.id });
  await house.call(`/syncs/${sync.id}/cancel`, {});
  vendor.answer = () => null;
  expect(await syncOf(connection)).toMatchObject({ status: "succeeded", is_green: true, delivered: 30 });
  expect(rows().filter(({ _run }) => _run !== sync.id)).toHaveLength(30);
});

test("credentials that are mended while a sync waits are used when it goes on", async () => {
  vendor.records = things(3);
  const { connection, rows } = await connect("full_refresh_append", {
    source: { type: "tiny", origin: vendor.origin, token: "wrong" },
  });
  const check = await house.call<{ is_ok: boolean; source: { setting: string } }>(
    `/connections/${connection.id}/check`,
    {},
  );
  expect(check.body).toMatchObject({
    is_ok: false,
    source: { setting: "token", message: "The vendor says: no such token." },
  });
  const sync = await syncOf(connection);
  expect(sync).toMatchObject({ status: "paused", message: expect.stringContaining("token") });
  await house.call(
    `/connections/${connection.id}`,
    { source: { type: "tiny", origin: vendor.origin, token: "right" } },
    "PATCH",
  );
  await house.call(`/syncs/${sync.id}/resume`, {});
  expect(await house.untilStatus(sync.id, "succeeded")).toMatchObject({ is_green: true, delivered: 3 });
  expect(rows()).toHaveLength(3);
});

test("a schema that changes evolves, with every change told; frozen, it stops before anything of it is written", async () => {
  vendor.records = [{ id: 1, name: "a" }];
  const evolving = await connect("full_refresh_append");
  const frozen = await connect("full_refresh_append", { schema_policy: "freeze" });
  await syncOf(evolving.connection);
  await syncOf(frozen.connection);
  vendor.records = [
    { id: 2, name: "b", price: 1.5 },
    { id: "x3", name: "c" },
  ];
  const sync = await syncOf(evolving.connection);
  expect(sync).toMatchObject({ is_green: true, delivered: 2 });
  expect(sync.streams[0]?.changes.map(({ column, change, to }) => [column, change, to])).toEqual([
    ["price", "added", "number"],
    ["id", "widened", "text"],
  ]);
  expect(evolving.rows().map(({ id, price }) => [id, price])).toEqual(
    expect.arrayContaining([
      ["1", null],
      ["2", 1.5],
      ["x3", null],
    ]),
  );
  expect(await syncOf(frozen.connection)).toMatchObject({
    status: "paused",
    message: expect.stringContaining("price has no column"),
  });
  expect(frozen.rows()).toHaveLength(1);
});
