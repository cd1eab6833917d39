import { rm } from "node:fs/promises";
import { join } from "node:path";
import { systemClock, type Clock } from "@millrace/platform/clock";
import { newId } from "@millrace/platform/ids";
import { openSecrets } from "@millrace/platform/secrets";
import { rotateSecrets } from "@millrace/platform/settings";
import {
  createTemporaryFolder,
  createTestDatabase,
  until,
  type TestDatabase,
} from "@millrace/platform/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { BackfillReport, ConnectCheck, Connection, Sync } from "../contract.ts";
import { resealConnections } from "../connectors/reseal.ts";
import { openConnectHouse, type ConnectHouse } from "../workflows/fixtures/connect-house.ts";
import { startTinyVendor, type TinyVendor } from "../workflows/fixtures/tiny-vendor.ts";

const anything = z.unknown();
const opened = new AsyncDisposableStack();
let database: TestDatabase;
let vendor: TinyVendor;
let house: ConnectHouse;
let folder: string;
/** Added to the clock of the house: schedules are looked at as of then. */
let aheadMs = 0;

const clock: Clock = { ...systemClock, now: () => systemClock.now() + aheadMs };

beforeAll(async () => {
  database = opened.use(await createTestDatabase());
  vendor = opened.use(await startTinyVendor());
  vendor.records = [{ id: 1, name: "one" }];
  folder = opened.use(await createTemporaryFolder()).path;
  house = opened.use(await openConnectHouse(database, { clock, folder }));
});
afterAll(() => opened.disposeAsync());

let connections = 0;

async function connect(options: Record<string, unknown> = {}): Promise<Connection> {
  connections += 1;
  return house.connect({
    name: `Tiny ${connections}`,
    source: { type: "tiny", origin: vendor.origin, token: "t" },
    destination: { type: "sqlite", path: join(folder, `${connections}.sqlite`) },
    ...options,
  });
}

const syncsOf = async ({ id }: Connection): Promise<Sync[]> =>
  (await house.call<{ items: Sync[] }>(`/syncs?connection_id=${id}`)).body.items;

test("secrets are shown masked, kept when a change leaves them out, and nowhere in the database as they are", async () => {
  const connection = await connect({
    source: { type: "tiny", origin: vendor.origin, token: "canary-secret" },
  });
  expect(connection.source).toEqual({ type: "tiny", origin: vendor.origin, token: "••••" });
  const { body } = await house.call<Connection>(
    `/connections/${connection.id}`,
    { source: connection.source },
    "PATCH",
  );
  expect(body.source["token"]).toBe("••••");
  const { rows } = await database.pool.query(
    "select count(*)::int as found from connect.connection where config::text like '%canary-secret%'",
  );
  expect(rows).toEqual([{ found: 0 }]);
  expect(await house.sync(connection.id)).toMatchObject({ status: "succeeded" });
});

test("a rotation of the key seals the secrets of connections again, nested ones too", async () => {
  await using keys = await createTemporaryFolder();
  const keyFile = join(keys.path, "key");
  const secrets = openSecrets({ keyFile, dataFolder: join(keys.path, "data"), env: {} });
  await using own = await createTestDatabase();
  const sealed = {
    source: { type: "http", secrets: { token: await secrets.seal("connect.secrets.token", "one") } },
    destination: { type: "webhook", secret: await secrets.seal("connect.secret", "two"), url: "env:HOOK" },
  };
  await own.pool.query(`insert into connect.connection (id, name, config) values ($1, 'Sealed', $2)`, [
    newId(),
    sealed,
  ]);
  const { settings } = await rotateSecrets(own.pool, keyFile, { kind: "system", id: "t", name: "t" }, [
    resealConnections,
  ]);
  expect(settings).toEqual(["Sealed: secrets.token", "Sealed: secret"]);
  const { rows } = await own.pool.query<{ config: typeof sealed }>("select config from connect.connection");
  const { source, destination } = rows[0]?.config ?? sealed;
  expect(await secrets.resolve("connect.secrets.token", source.secrets.token)).toBe("one");
  expect(await secrets.resolve("connect.secret", destination.secret)).toBe("two");
  expect(destination.url).toBe("env:HOOK");
});

test("settings that can't be used are refused with the field named", async () => {
  const request = {
    name: "Wrong",
    source: { type: "tiny", origin: vendor.origin, token: "t" },
    destination: { type: "sqlite", path: join(folder, "wrong.sqlite") },
    private_hosts: true,
  };
  const refused = async (change: Record<string, unknown>) => {
    const { status, body } = await house.call<{ code: string; field: string }>("/connections", {
      ...request,
      ...change,
    });
    return [status, body.code, body.field];
  };
  expect(await refused({ source: { type: "nothing" } })).toEqual([422, "unknown_source", "source.type"]);
  expect(await refused({ source: { type: "tiny", origin: vendor.origin } })).toEqual([
    422,
    "settings_invalid",
    "source.token",
  ]);
  expect(await refused({ destination: { type: "sqlite", path: "/x", other: 1 } })).toEqual([
    422,
    "settings_invalid",
    "destination",
  ]);
  expect(await refused({ schedule: { cron: "61 * * * *" } })).toEqual([422, "schedule_invalid", "schedule"]);
  expect(await refused({ schedule: { cron: "0 3 * * *", every_minutes: 5 } })).toEqual([
    422,
    "schedule_invalid",
    "schedule",
  ]);
  expect(await refused({ schedule: {} })).toEqual([422, "schedule_invalid", "schedule"]);
  expect(await refused({ streams: ["things", { name: "things", target: "again" }] })).toEqual([
    422,
    "stream_chosen_twice",
    "streams.1.name",
  ]);

  const { status } = await house.call("/connections", {
    ...request,
    source: { type: "tiny", origin: vendor.origin, token: "env:NOT_SET_ANYWHERE" },
  });
  expect(status).toBe(422);
});

test("a schedule starts each of its times once, whoever looks; a paused connection starts none", async () => {
  const connection = await connect({ schedule: { every_minutes: 30 } });
  const paused = await connect({ schedule: { every_minutes: 30 } });
  await house.call(`/connections/${paused.id}/pause`, {});
  expect(connection.next_at).not.toBeNull();
  aheadMs += 31 * 60_000;
  await house.engine.schedules.runNow("connect-syncs");
  const [first] = await until("its time was started", async () => {
    const found = await syncsOf(connection);
    return found.length === 1 ? found : null;
  });
  expect(first).toMatchObject({ started_by: "schedule", planned_at: connection.next_at });
  await house.untilStatus(first?.id ?? "", "succeeded");
  const look = house.engine.handleOf(
    { id: "start-due-syncs", input: anything, output: anything, onDeploy: "continue" },
    await house.engine.schedules.runNow("connect-syncs"),
  );
  await look.result();
  expect(await syncsOf(connection)).toHaveLength(1);
  expect(await syncsOf(paused)).toHaveLength(0);
  await house.call(`/connections/${connection.id}/pause`, {});
});

test("a backfill starts the planned times of a span that had no sync, one after the other, oldest first", async () => {
  // Half a day from now: whenever this runs, no time of today comes due between.
  const hour = String((new Date(clock.now()).getUTCHours() + 12) % 24).padStart(2, "0");
  const connection = await connect({ schedule: { cron: `0 ${Number(hour)} * * *` } });
  const known = await house.sync(connection.id, `2026-03-02T${hour}:00:00Z`);
  const span = { from: "2026-03-01T00:00:00Z", until: "2026-03-04T00:00:00Z" };
  const preview = await house.call<BackfillReport>(`/connections/${connection.id}/backfill`, {
    ...span,
    preview: true,
  });
  expect(preview.body).toEqual({
    planned: [`2026-03-01T${hour}:00:00.000Z`, `2026-03-03T${hour}:00:00.000Z`],
    started: [],
    known: [`2026-03-02T${hour}:00:00.000Z`],
  });
  expect(await syncsOf(connection)).toHaveLength(1);
  const { body } = await house.call<BackfillReport>(`/connections/${connection.id}/backfill`, span);
  expect(body.started).toHaveLength(1);
  await house.untilStatus(body.started[0] ?? "", "succeeded");
  await house.engine.schedules.runNow("connect-syncs");
  const all = await until("both times were started", async () => {
    const found = await syncsOf(connection);
    return found.length === 3 ? found : null;
  });
  expect(all.map((sync) => sync.planned_at)).toEqual([
    `2026-03-03T${hour}:00:00.000Z`,
    `2026-03-01T${hour}:00:00.000Z`,
    known.planned_at,
  ]);
  const without = await connect();
  expect((await house.call(`/connections/${without.id}/backfill`, span)).status).toBe(422);
});

test("an editor reaches neither into private networks nor this machine, and sends nobody else's secret elsewhere", async () => {
  const everything = house.permissions;
  house.permissions = new Set(["connect:read", "connect:write"]);
  const request = {
    name: "Forbidden",
    source: { type: "tiny", origin: vendor.origin, token: "t" },
    destination: { type: "sqlite", path: join(folder, "forbidden.sqlite") },
  };
  const hook = { type: "webhook", url: "https://hooks.example/x" };
  const local = await house.call<{ code: string }>("/connections", request);
  expect([local.status, local.body.code]).toEqual([403, "forbidden"]);
  const hosts = await house.call("/connections", {
    ...request,
    destination: hook,
    private_hosts: true,
  });
  expect(hosts.status).toBe(403);
  const other = { source: { type: "tiny", origin: vendor.origin, token: "env:HOME" }, destination: hook };
  expect((await house.call("/connections", { ...request, ...other })).status).toBe(403);
  house.permissions = everything;
  const made = await house.connect({ name: "Theirs", source: request.source, destination: hook });
  house.permissions = new Set(["connect:read", "connect:write"]);
  const change = (body: unknown) => house.call<{ code: string }>(`/connections/${made.id}`, body, "PATCH");
  expect((await change({ private_hosts: false, parallel_uploads: 2 })).status).toBe(200);
  const moved = { ...made.source, origin: "https://elsewhere.example" };
  expect((await change({ source: moved })).body.code).toBe("secret_needed");
  expect((await change({ source: { ...moved, token: "my own" } })).status).toBe(200);
  house.permissions = everything;
});

/** A change of a connection that somebody makes while `act` waits for it. */
async function changeDuring<Result>(id: string, act: () => Promise<Result>): Promise<Result> {
  const other = await database.pool.connect();
  try {
    await other.query("begin");
    await other.query(
      "update connect.connection set config = config || '{\"parallel_uploads\": 7}', changed_at = clock_timestamp() where id = $1",
      [id],
    );
    const acting = act();
    await until("it waits for the other's change", async () => {
      const { rows } = await database.pool.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return rows.length > 0 ? true : null;
    });
    await other.query("commit");
    return await acting;
  } finally {
    other.release();
  }
}

test("a pause leaves what somebody else changes at the same moment as it is", async () => {
  const connection = await connect();
  const paused = await changeDuring(connection.id, () =>
    house.call<Connection>(`/connections/${connection.id}/pause`, {}),
  );
  expect(paused.status).toBe(200);
  expect(paused.body).toMatchObject({ status: "paused", parallel_uploads: 7 });
  const resumed = await house.call<Connection>(`/connections/${connection.id}/resume`, {});
  expect(resumed.body).toMatchObject({ status: "ready", parallel_uploads: 7 });
  const { rows } = await database.pool.query<{ action: string }>(
    "select action from millrace.audit where subject = $1 order by seq desc limit 2",
    [connection.id],
  );
  expect(rows.map(({ action }) => action)).toEqual(["connection.resume", "connection.pause"]);
  expect((await house.call(`/connections/${newId()}/pause`, {})).status).toBe(404);
});

test("of two changes of a connection at the same moment the later one is told, and changes nothing", async () => {
  const connection = await connect();
  const { status, body } = await changeDuring(connection.id, () =>
    house.call<{ code: string }>(`/connections/${connection.id}`, { provenance: false }, "PATCH"),
  );
  expect([status, body.code]).toEqual([409, "changed_meanwhile"]);
  const now = await house.call<Connection>(`/connections/${connection.id}`);
  expect(now.body).toMatchObject({ provenance: true, parallel_uploads: 7 });
});

test("connections of one status fill a page, however many others lie between them", async () => {
  const made: Connection[] = [];
  for (let at = 0; at < 5; at += 1) made.push(await connect({ name: `Sorted ${at}` }));
  for (const at of [1, 4]) await house.call(`/connections/${made[at]?.id}/pause`, {});
  interface Page {
    items: Connection[];
    next_cursor: string | null;
  }
  const pageOf = async (query: string) => {
    const { body } = await house.call<Page>(`/connections?q=sorted&status=paused${query}`);
    return { names: body.items.map(({ name }) => name), next: body.next_cursor };
  };
  expect(await pageOf("")).toEqual({ names: ["Sorted 1", "Sorted 4"], next: null });
  const first = await pageOf("&limit=1");
  expect(first.names).toEqual(["Sorted 1"]);
  expect(await pageOf(`&limit=1&cursor=${first.next}`)).toEqual({ names: ["Sorted 4"], next: null });
});

test("a check takes neither the reserve nor the rate of the syncs that use the account", async () => {
  const connection = await connect({ reserved_rate_percent: 50 });
  await house.sync(connection.id);
  const account = `tiny:${vendor.origin}`;
  const before = house.feature.budgetOf(account);
  expect(before?.reservedRequests).toBe(500);
  await house.call(`/connections/${connection.id}/check`, {});
  expect(house.feature.budgetOf(account)).toEqual(before);
  expect((await house.call(`/connections/${connection.id}`, undefined, "DELETE")).status).toBe(204);
  expect(house.feature.budgetOf(account)).toMatchObject({ account, reservedRequests: 0 });
});

test("a check looks whether the source has the chosen streams, of what is kept and of what is only asked", async () => {
  const connection = await connect({ streams: ["things", "thngs"] });
  const kept = await house.call<ConnectCheck>(`/connections/${connection.id}/check`, {});
  const missing = { is_ok: false, message: "The source has no stream thngs: it has things.", setting: null };
  expect(kept.body).toMatchObject({ is_ok: false, source: missing, destination: { is_ok: true } });
  const asked = (streams: string[] | undefined) =>
    house.call<ConnectCheck>("/connect/check", {
      source: { type: "tiny", origin: vendor.origin, token: "t" },
      destination: { type: "sqlite", path: join(folder, "asked.sqlite") },
      private_hosts: true,
      ...(streams === undefined ? {} : { streams }),
    });
  expect((await asked(["thngs"])).body.source).toEqual(missing);
  expect((await asked(["things"])).body.is_ok).toBe(true);
  expect((await asked(undefined)).body.is_ok).toBe(true);
});

test("a replay shows the answers it was made from; what is pruned or was no page is not there", async () => {
  const connection = await connect();
  const { id } = await house.sync(connection.id);
  const into = await connect();
  const replay = await house.call<Sync>(`/syncs/${id}/replay`, { connection_id: into.id });
  await house.untilStatus(replay.body.id, "succeeded");
  const page = await house.call<string>(`/syncs/${replay.body.id}/pages/1`);
  expect([page.status, page.body]).toEqual([200, '{"items":[{"id":1,"name":"one"}],"next":null}']);

  vendor.answer = () => ({ body: "<html>" });
  const other = await connect();
  const started = await house.call<Sync>(`/connections/${other.id}/syncs`, {});
  await until("the answer is in the log", async () => {
    const { body } = await house.call<{ items: unknown[] }>(`/syncs/${started.body.id}/pages`);
    return body.items.length > 0 ? true : null;
  });
  vendor.answer = () => null;
  const trace = (sync: string) => house.call<{ code: string }>(`/connect/trace?row=${sync}:1:1`);
  const unreadable = await trace(started.body.id);
  expect([unreadable.status, unreadable.body.code]).toEqual([404, "record_not_readable"]);

  expect((await trace(id)).status).toBe(200);
  await rm(join(folder, "objects"), { recursive: true });
  const pruned = await trace(id);
  expect([pruned.status, pruned.body.code]).toEqual([404, "page_not_found"]);
  expect((await house.call(`/syncs/${id}/pages/1`)).status).toBe(404);
});
