import { gunzipSync, gzipSync } from "node:zlib";
import { decodeMulti, encode, ExtData } from "@msgpack/msgpack";
import { ManualClock } from "@millrace/platform/clock";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import {
  checksumOfKeys,
  demoTreasureDataKey,
  startTreasureDataSimulator,
  treasureDataSimulator,
  type TreasureDataSimulator,
} from "./simulator.ts";

const clock = new ManualClock(Date.parse("2026-11-29T03:00:00Z"));
const simulator = await startTreasureDataSimulator({ clock });
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const headers = { authorization: `TD1 ${demoTreasureDataKey}` };

async function call(
  method: string,
  path: string,
  body?: string | Uint8Array<ArrayBuffer>,
  at = simulator,
): Promise<Response> {
  return fetch(`${at.url}/v3/${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
}

const post = (path: string, body?: unknown): Promise<Response> =>
  call("POST", path, body === undefined ? undefined : JSON.stringify(body));
const show = async (name = "session_1"): Promise<Record<string, unknown>> =>
  (await (await call("GET", `bulk_import/show/${name}`)).json()) as Record<string, unknown>;

const part = (records: readonly unknown[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(gzipSync(Buffer.concat(records.map((record) => encode(record, { useBigInt64: true })))));

const upload = (name: string, records: readonly unknown[]): Promise<Response> =>
  call("PUT", `bulk_import/upload_part/session_1/${name}`, part(records));

const customer = (id: number) => ({ time: 1_700_000_000, id, email: `c${id}@example.com` });

async function openSession(): Promise<void> {
  await post("table/create/crm/customers/log");
  await post("bulk_import/create/session_1/crm/customers");
}

async function toReady(): Promise<void> {
  await post("bulk_import/freeze/session_1");
  await post("bulk_import/perform/session_1");
}

describe("bulk import at the simulator", () => {
  test("goes through all states, and shows rows only when it is committed", async () => {
    simulator.setSettings({ performMs: 5_000, commitMs: 1_000 });
    await openSession();
    await upload("a", [customer(1), customer(2)]);
    expect(await show()).toMatchObject({
      status: "uploading",
      upload_frozen: false,
      job_id: null,
      valid_records: null,
    });
    await post("bulk_import/freeze/session_1");
    expect(await show()).toMatchObject({ status: "uploading", upload_frozen: true });
    const { job_id: job } = (await (await post("bulk_import/perform/session_1")).json()) as {
      job_id: string;
    };
    expect(await show()).toMatchObject({ status: "performing", job_id: job });
    expect(await (await call("GET", `job/status/${job}`)).json()).toMatchObject({ status: "running" });
    clock.advance(5_000);
    expect(await show()).toMatchObject({
      status: "ready",
      valid_records: 2,
      error_records: 0,
      valid_parts: 1,
    });
    await post("bulk_import/commit/session_1");
    expect(await show()).toMatchObject({ status: "committing" });
    expect(simulator.records("crm", "customers")).toEqual([]);
    clock.advance(1_000);
    expect(await show()).toMatchObject({ status: "committed" });
    expect(simulator.records("crm", "customers")).toEqual([customer(1), customer(2)]);
  });

  test.each([
    ["POST", "bulk_import/create/session_1/crm/customers", 409],
    ["POST", "bulk_import/create/session_2/crm/nowhere", 404],
    ["POST", "bulk_import/create/ab/crm/customers", 422],
    ["GET", "bulk_import/show/nothing", 404],
    ["POST", "bulk_import/perform/session_1", 409],
    ["POST", "bulk_import/commit/session_1", 409],
    ["POST", "bulk_import/unfreeze/session_1", 409],
    ["POST", "bulk_import/delete/nothing", 404],
    ["GET", "table/list/nowhere", 404],
    ["POST", "table/create/crm/customers/log", 409],
    ["POST", "table/create/crm/ab/log", 422],
    ["POST", "table/delete/crm/nothing", 404],
    ["GET", "job/status/1", 404],
  ])("answers %s %s with %d", async (method, path, status) => {
    await openSession();
    const answer = await call(method, path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ message: expect.any(String) });
  });

  test("refuses a key it does not know", async () => {
    const answer = await fetch(`${simulator.url}/v3/database/list`, {
      headers: { authorization: "TD1 1/other" },
    });
    expect(answer.status).toBe(401);
    expect((await fetch(`${simulator.url}/v3/database/list`)).status).toBe(401);
  });

  test("takes no part once it is frozen, and takes them again when it is not", async () => {
    await openSession();
    await post("bulk_import/freeze/session_1");
    expect((await upload("a", [customer(1)])).status).toBe(409);
    await post("bulk_import/unfreeze/session_1");
    expect((await upload("a", [customer(1)])).status).toBe(200);
  });

  test.each([
    ["overwrite", [200, 1]],
    ["duplicate", [200, 2]],
    ["refuse", [409, 1]],
  ] as const)("a part that comes again: %s", async (partAgain, [status, rows]) => {
    simulator.setSettings({ partAgain });
    await openSession();
    await upload("a", [customer(1)]);
    expect((await upload("a", [customer(1)])).status).toBe(status);
    await toReady();
    expect(await show()).toMatchObject({ valid_records: rows });
  });

  test.each([
    [customer(1), null],
    [{ id: 1 }, "the record has no time"],
    [{ time: "2026-01-01" }, "time is no integer"],
    [{ time: 1.5 }, "time is no integer"],
    [{ time: 1, at: new Date() }, "a value is of the kind extension"],
    [{ time: 1, blob: new Uint8Array(3) }, "a value is of the kind binary"],
    [{ time: 1, nested: [{ a: new ExtData(5, new Uint8Array(3)) }] }, "a value is of the kind extension"],
    [{ time: 1, "E-mail": "x" }, "a key is no plain name"],
    [[1, 2], "the record is no map"],
    ["text", "the record is no map"],
  ])("%j is refused because: %s", async (record, problem) => {
    await openSession();
    await upload("a", [record, customer(2)]);
    await toReady();
    const isRefused = problem !== null;
    expect(await show()).toMatchObject({
      error_records: isRefused ? 1 : 0,
      valid_records: isRefused ? 1 : 2,
    });
    await post("bulk_import/commit/session_1");
    await show();
    expect(simulator.records("crm", "customers")).toHaveLength(isRefused ? 1 : 2);
  });

  test("refused records can be read, or their body is empty", async () => {
    await openSession();
    await upload("a", [{ id: 7n * 10n ** 18n }]);
    await toReady();
    const body = await (await call("GET", "bulk_import/error_records/session_1")).arrayBuffer();
    expect([...decodeMulti(gunzipSync(body), { useBigInt64: true })]).toEqual([{ id: 7n * 10n ** 18n }]);
    simulator.setSettings({ errorRecords: "empty" });
    expect((await (await call("GET", "bulk_import/error_records/session_1")).arrayBuffer()).byteLength).toBe(
      0,
    );
  });

  test.each([
    ["no gzip", new TextEncoder().encode("hello")],
    ["cut MessagePack", new Uint8Array(gzipSync(encode({ time: 1, a: "hello" }).slice(0, -2)))],
    ["no MessagePack", new Uint8Array(gzipSync(Uint8Array.of(0xc1)))],
  ])("an upload that is %s is refused with the reason", async (_what, body) => {
    await openSession();
    const answer = await call("PUT", "bulk_import/upload_part/session_1/a", body);
    expect(answer.status).toBe(400);
  });

  test("an account has at most so many sessions, and an expired one is gone", async () => {
    simulator.setSettings({ mostSessions: 1, sessionLifeMs: 1_000 });
    await openSession();
    expect((await post("bulk_import/create/session_2/crm/customers")).status).toBe(422);
    clock.advance(1_000);
    expect((await call("GET", "bulk_import/show/session_1")).status).toBe(404);
  });

  test("a session whose table was deleted can only be shown and deleted", async () => {
    await openSession();
    await post("table/delete/crm/customers");
    expect((await upload("a", [customer(1)])).status).toBe(422);
    expect(await show()).toMatchObject({ status: "uploading" });
    expect((await post("bulk_import/delete/session_1")).status).toBe(200);
    expect(simulator.sessions()).toEqual([]);
  });

  test("a killed job, or one that fails, leads back to uploading", async () => {
    await openSession();
    await upload("a", [customer(1)]);
    simulator.setFaults({ job_fails: { times: 1 } });
    await toReady();
    expect(await show()).toMatchObject({ status: "uploading", upload_frozen: true });
    simulator.setSettings({ performMs: 60_000 });
    const { job_id: job } = (await (await post("bulk_import/perform/session_1")).json()) as {
      job_id: string;
    };
    expect((await post("bulk_import/delete/session_1")).status).toBe(409);
    await post(`job/kill/${job}`);
    expect(await (await call("GET", `job/status/${job}`)).json()).toMatchObject({ status: "killed" });
    expect(await show()).toMatchObject({ status: "uploading" });
  });
});

describe("tables at the simulator", () => {
  const importPath = "table/import_with_id/crm/customers/id_1/msgpack.gz";

  test("an import with an identifier is taken once within the window, again after it", async () => {
    simulator.setSettings({ dedupWindowMs: 60_000 });
    await post("table/create/crm/customers/log");
    const rows = async (): Promise<number> => {
      expect((await call("PUT", importPath, part([customer(1)]))).status).toBe(200);
      return simulator.records("crm", "customers").length;
    };
    expect([await rows(), await rows()]).toEqual([1, 1]);
    clock.advance(60_000);
    expect(await rows()).toBe(2);
  });

  test("an import is taken whole or not at all, and needs its table", async () => {
    expect((await call("PUT", importPath, part([customer(1)]))).status).toBe(404);
    await post("table/create/crm/customers/log");
    expect((await call("PUT", importPath, part([customer(1), { id: 2 }]))).status).toBe(400);
    const wide = Object.fromEntries(Array.from({ length: 512 }, (_, index) => [`c${index}`, index]));
    expect((await call("PUT", importPath, part([{ time: 1, ...wide }]))).status).toBe(400);
    expect(simulator.records("crm", "customers")).toEqual([]);
  });

  test("a table takes another's name only where that is asked for, and keeps its id", async () => {
    await post("table/create/crm/old/log");
    await post("table/create/crm/fresh/log");
    expect((await post("table/rename/crm/fresh/old")).status).toBe(409);
    expect((await post("table/rename/crm/fresh/old?overwrite=true")).status).toBe(200);
    expect(simulator.tables()).toMatchObject([{ name: "old", id: 2 }]);
  });

  test("SQL sees the columns of the schema, each as its type", async () => {
    await post("table/create/crm/customers/log");
    const schema = [
      ["id", "string"],
      ["points", "long"],
      ["rate", "double"],
    ];
    expect((await post("table/append-schema/crm/customers", { schema })).status).toBe(200);
    expect((await post("table/append-schema/crm/customers", { schema })).status).toBe(422);
    await call("PUT", importPath, part([{ time: 1, id: 5, points: "many", rate: 2, hidden: true }]));
    expect(simulator.select("crm", "customers")).toEqual([{ time: 1, id: "5", points: null, rate: 2 }]);
    await post("table/update-schema/crm/customers", { schema: [["points", "string"]] });
    expect(simulator.select("crm", "customers")).toEqual([{ time: 1, points: "many" }]);
  });

  test("counted instead of kept, rows leave a checksum of their keys, in whatever order they came", async () => {
    await using counting = await startTreasureDataSimulator({
      clock,
      keepRows: false,
      keyColumns: ["email", "id"],
    });
    await call("POST", "table/create/crm/customers/log", undefined, counting);
    const records = Array.from({ length: 50 }, (_, index) => customer(index * 1_000));
    const path = (id: number) => `table/import_with_id/crm/customers/id_${id}/msgpack.gz`;
    await call("PUT", path(1), part(records.slice(25)), counting);
    await call("PUT", path(2), part(records.slice(0, 25)), counting);
    const [table] = counting.tables();
    expect(table?.checksum).toEqual(checksumOfKeys(records.map(({ email, id }) => [email, id])));
    expect(table?.rows).toBe(50);
    expect(counting.records("crm", "customers")).toEqual([]);
    expect(table?.checksum.sum).not.toBe(
      checksumOfKeys(records.slice(1).map(({ email, id }) => [email, id])).sum,
    );
  });

  test("whatever another library encodes is read back the same", async () => {
    await post("table/create/crm/customers/log");
    // The other library refuses this one key when it decodes.
    const anyValue = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("__proto__"));
    const values = fc.sample(anyValue, { numRuns: 200, seed: 7 });
    const records = values.map((value, index) => ({ time: index, value }));
    await call("PUT", importPath, part(records));
    expect(simulator.records("crm", "customers")).toEqual(records);
  });
});

describe("what is done to the simulator", () => {
  test.each([
    ["server_error_before", 503, 0],
    ["server_error_after", 503, 1],
    ["rate_limit", 429, 0],
    ["rate_limit_bare", 429, 0],
    ["html_instead", 200, 0],
  ] as const)("%s answers %d, with %d tables made", async (fault, status, tables) => {
    simulator.setFaults({ [fault]: { times: 1, calls: ["table/create"], retryAfterSecs: 7 } });
    const answer = await post("table/create/crm/customers/log");
    expect(answer.status).toBe(status);
    expect(answer.headers.get("retry-after")).toBe(fault === "rate_limit" ? "7" : null);
    expect(simulator.tables()).toHaveLength(tables);
    expect(simulator.struck()).toEqual({ [fault]: 1 });
  });

  test.each([
    ["cut_before", 0],
    ["cut_after", 1],
  ] as const)("%s resets the connection, with %d tables made", async (fault, tables) => {
    simulator.setFaults({ [fault]: { times: 1, calls: ["table/create"] } });
    await expect(post("table/create/crm/customers/log")).rejects.toThrow();
    expect(simulator.tables()).toHaveLength(tables);
  });

  test("a slow answer is whole in the end", async () => {
    simulator.setFaults({ slow: { delayMs: 5 }, slow_body: { delayMs: 5 } });
    expect(await (await call("GET", "database/list")).json()).toEqual({
      databases: [{ name: "crm", count: 0 }],
    });
  });

  test("other processes see tables, sessions and requests, and set faults and switches", async () => {
    await openSession();
    await call("PUT", "table/import/crm/customers/msgpack.gz", part([{ time: 1, id: 2n ** 63n }]));
    const admin = async (path: string): Promise<unknown> =>
      (await fetch(`${simulator.url}/_simulator/${path}`)).json();
    expect(await admin("tables/crm/customers")).toMatchObject({
      rows: 1,
      records: [{ time: 1, id: "9223372036854775808" }],
    });
    expect(await admin("tables")).toMatchObject({ tables: [{ name: "customers" }] });
    expect(await admin("sessions")).toMatchObject({ sessions: [{ name: "session_1", status: "uploading" }] });
    expect(await admin("requests")).toMatchObject({
      total: 3,
      requests: [{ call: "table/create", status: 200 }, {}, {}],
    });
    const change = async (path: string, body: unknown): Promise<number> =>
      (await fetch(`${simulator.url}/_simulator/${path}`, { method: "POST", body: JSON.stringify(body) }))
        .status;
    expect(await change("settings", { jobIds: "number" })).toBe(204);
    expect(await change("settings", { performMs: 3 })).toBe(204);
    expect(await admin("settings")).toMatchObject({ jobIds: "number", performMs: 3 });
    expect(await change("settings", { jobIds: "roman" })).toBe(400);
    expect(await change("faults", { slow: { times: 1 } })).toBe(204);
    expect(await change("faults", { flood: {} })).toBe(400);
    expect(await change("reset", {})).toBe(204);
    expect(simulator.tables()).toEqual([]);
  });

  test("its page shows the first rows of every table", async () => {
    await post("table/create/crm/customers/log");
    await post("table/append-schema/crm/customers", { schema: [["name", "string"]] });
    await call("PUT", "table/import/crm/customers/msgpack.gz", part([{ time: 1, name: "<b>Anna</b>" }]));
    const page = await (await fetch(simulator.url)).text();
    expect(page).toContain("crm.customers");
    expect(page).toContain("&lt;b&gt;Anna&lt;/b&gt;");
  });

  test("demo mode starts it with one database and a known key", async () => {
    const started = (await treasureDataSimulator.start({ clock })) as TreasureDataSimulator;
    expect((await call("GET", "table/list/crm", undefined, started)).status).toBe(200);
    await started.close();
  });
});
