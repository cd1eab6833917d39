import { gzipSync } from "node:zlib";
import { encode } from "@msgpack/msgpack";
import { Transient, TryAgainLater } from "@millrace/platform/errors";
import { until } from "@millrace/platform/testing";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { Column, Row } from "../../records/column.ts";
import { Decimal } from "../../values/value.ts";
import { partName, sessionName } from "./names.ts";
import { batchOf, openTreasureDataHouse, plannedAtSeconds } from "./test-house.ts";

const house = await openTreasureDataHouse();
const { simulator, bulk, open, deliver, ids, calls, act } = house;
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(() => house.begin());

const { signal } = new AbortController();
const first = batchOf(1, [
  [1, "a@example.com"],
  [2, null],
]);
const second = batchOf(2, [[3, "c@example.com"]]);
const both = { batches: 2, rows: 3 };

describe("by bulk import", () => {
  test("rows are seen once they are committed, counted by Treasure Data, and no session is left", async () => {
    const delivery = await open();
    expect(await delivery.held()).toEqual(new Set());
    const receipt = await delivery.write(first, signal);
    await delivery.write(second, signal);
    expect(receipt).toEqual({ rows: 2, bytes: expect.any(Number) });
    expect(receipt.bytes).toBeGreaterThan(20);
    expect(ids()).toEqual([]);
    const report = await delivery.commit(both, signal);
    expect(report).toEqual({
      validRows: 3,
      errorRows: 0,
      isCountedByDestination: true,
      facts: {
        method: "bulk",
        database: "crm",
        table: "customers",
        session: sessionName(house.job()),
        job_id: "700001",
        valid_parts: 2,
        error_parts: 0,
      },
    });
    expect(simulator.select("crm", "customers")).toEqual([
      { time: plannedAtSeconds, id: 1, email: "a@example.com" },
      { time: plannedAtSeconds, id: 2, email: null },
      { time: plannedAtSeconds, id: 3, email: "c@example.com" },
    ]);
    await delivery.cleanUp?.(signal);
    await delivery.cleanUp?.(signal);
    expect(simulator.sessions()).toEqual([]);
  });

  test("values of every type arrive exactly", async () => {
    const types = ["boolean", "integer", "number", "decimal", "text", "timestamp", "date", "json"] as const;
    const of = types.map((type) => ({ name: `a_${type}`, type }));
    const row: Row = [
      true,
      12_345_678_901_234_567_890n,
      0.1,
      new Decimal("12345678901234567.25"),
      "Zoë 😀",
      "2026-11-29T03:00:00+01:00",
      "2026-11-29",
      { tier: ["gold", 2n ** 65n] },
    ];
    await deliver([batchOf(1, [row], of)]);
    expect(simulator.select("crm", "customers")).toEqual([
      {
        time: plannedAtSeconds,
        a_boolean: "true",
        a_integer: 12_345_678_901_234_567_890n,
        a_number: 0.1,
        a_decimal: "12345678901234567.25",
        a_text: "Zoë 😀",
        a_timestamp: "2026-11-29T03:00:00+01:00",
        a_date: "2026-11-29",
        a_json: '{"tier":["gold",36893488147419103232]}',
      },
    ]);
  });

  test("time is the time field's value, else when the record was fetched", async () => {
    const of: Column[] = [
      { name: "seen", type: "timestamp" },
      { name: "_fetched_at", type: "timestamp" },
    ];
    const rows: Row[] = [
      ["2026-01-01T00:00:00Z", "2026-11-29T03:00:07Z"],
      [null, "2026-11-29T03:00:07Z"],
    ];
    await deliver([batchOf(1, rows, of)], { ...bulk, time_field: "seen" });
    expect(simulator.records("crm", "customers").map(({ time }) => time)).toEqual([
      1_767_225_600,
      plannedAtSeconds + 7,
    ]);
  });

  test("columns that come later, or become wider, can be read in all rows", async () => {
    const wider: Column[] = [
      { name: "id", type: "text" },
      { name: "email", type: "text" },
      { name: "points", type: "number" },
    ];
    await deliver([first, batchOf(2, [["x-3", null, 1.5]], wider)]);
    expect(simulator.select("crm", "customers")).toMatchObject([
      { id: "1", points: null },
      { id: "2", points: null },
      { id: "x-3", points: 1.5 },
    ]);
    expect(calls("table/append-schema")).toBe(2);
    expect(calls("table/update-schema")).toBe(1);
  });

  test("columns of a table that was there stay, and are made wider only where they must", async () => {
    await deliver([batchOf(1, [["a"]], [{ name: "id", type: "text" }])], bulk, { syncId: "before" });
    await deliver([first]);
    expect(simulator.tables()).toMatchObject([
      {
        rows: 3,
        schema: [
          ["id", "string"],
          ["email", "string"],
        ],
      },
    ]);
    expect(calls("table/update-schema")).toBe(0);
  });

  test("what else a schema says of a column stays when another one becomes wider", async () => {
    await deliver([batchOf(1, [["a"]], [{ name: "name", type: "text" }])], bulk, { syncId: "before" });
    const [name, id] = [
      ["name", "string", "alias"],
      ["id", "long"],
    ];
    await act("table/update-schema/crm/customers", { schema: [name, id] });
    await deliver([batchOf(1, [["x"]], [{ name: "id", type: "text" }])]);
    expect(simulator.tables()).toMatchObject([{ schema: [name, ["id", "string"]] }]);
  });

  test("batches of one delivery may be written at the same time", async () => {
    const batches = Array.from({ length: 8 }, (_, index) => batchOf(index + 1, [[index, "x"]]));
    await using delivery = await open();
    await Promise.all(batches.map((batch) => delivery.write(batch, signal)));
    await delivery.commit({ batches: 8, rows: 8 }, signal);
    expect(new Set(ids())).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
    expect(calls("bulk_import/create")).toBe(2);
    expect(calls("table/append-schema")).toBe(1);
  });

  test("nothing is made for a sync without rows", async () => {
    expect(await deliver([])).toMatchObject({ validRows: 0, errorRows: 0 });
    expect(simulator.tables()).toEqual([]);
    expect(simulator.sessions()).toEqual([]);
  });

  test("a job that takes long is waited for", async () => {
    simulator.setSettings({ performMs: 300, commitMs: 300 });
    expect(await deliver([first])).toMatchObject({ validRows: 2 });
    expect(ids()).toEqual([1, 2]);
  });

  test("a job that has not begun, as far as the session shows, is not started twice", async () => {
    simulator.setSettings({ performMs: 400, performShownAfterMs: 300 });
    const delivery = await open();
    await delivery.write(first, signal);
    await act(`bulk_import/freeze/${sessionName(house.job())}`);
    await act(`bulk_import/perform/${sessionName(house.job())}`);
    expect(await delivery.commit({ batches: 1, rows: 2 }, signal)).toMatchObject({
      facts: { job_id: "700001" },
    });
    expect(calls("bulk_import/perform")).toBe(1);
  });

  test("waiting ends when the sync is paused, and the next one goes on from there", async () => {
    simulator.setSettings({ performMs: 60_000 });
    const paused = new AbortController();
    const delivery = await open();
    await delivery.write(first, signal);
    const committing = delivery.commit({ batches: 1, rows: 2 }, paused.signal);
    await until("the job runs", () => Promise.resolve(simulator.sessions()[0]?.status === "performing"));
    paused.abort(new TryAgainLater("paused", { afterMs: 1 }));
    await expect(committing).rejects.toThrow("paused");
    simulator.setSettings({ performMs: 0 });
    await using next = await open();
    expect(await next.held()).toEqual(new Set([1]));
    expect(simulator.sessions()).toMatchObject([{ status: "performing" }]);
  });

  test("rows that Treasure Data refuses are told in the report, with the first of them", async () => {
    simulator.setFaults({ records_refused: { records: 1 } });
    const report = await deliver([first, second]);
    expect(report).toMatchObject({
      validRows: 2,
      errorRows: 1,
      facts: { mismatch: "3 rows were sent, 2 were taken", first_refused_row: null },
    });
  });

  test.each(["text", "number"] as const)("job ids may be %s", async (jobIds) => {
    simulator.setSettings({ jobIds, performMs: 100 });
    expect((await deliver([first])).facts).toMatchObject({ job_id: "700001" });
  });

  test("a job that failed is performed again by the next call", async () => {
    simulator.setFaults({ job_fails: { times: 1 } });
    await using delivery = await open();
    await delivery.write(first, signal);
    const total = { batches: 1, rows: 2 };
    await expect(delivery.commit(total, signal)).rejects.toThrow(Transient);
    expect(await delivery.commit(total, signal)).toMatchObject({ validRows: 2, facts: { job_id: "700002" } });
    expect(ids()).toEqual([1, 2]);
  });

  test("a part whose answer was lost is looked for before it is sent again", async () => {
    simulator.setSettings({ partAgain: "duplicate" });
    simulator.setFaults({ server_error_after: { times: 1, calls: ["bulk_import/upload_part"] } });
    await using delivery = await open();
    await expect(delivery.write(first, signal)).rejects.toThrow(Transient);
    const receipt = await delivery.write(first, signal);
    expect(receipt.bytes).toBeGreaterThan(0);
    await delivery.commit({ batches: 1, rows: 2 }, signal);
    expect(ids()).toEqual([1, 2]);
    expect(calls("bulk_import/upload_part")).toBe(1);
  });

  test("a session that holds rows twice is not committed: everything is sent again", async () => {
    await using delivery = await open();
    await delivery.write(first, signal);
    await uploadStray();
    const failure = delivery.commit({ batches: 1, rows: 2 }, signal);
    await expect(failure).rejects.toThrow(Transient);
    await expect(failure).rejects.toThrow(/held 3 rows where 2 were sent/u);
    expect(ids()).toEqual([]);
    expect(await deliver([first])).toMatchObject({ validRows: 2 });
    expect(ids()).toEqual([1, 2]);
  });

  test("a part that is missing is sent again, not left out", async () => {
    const delivery = await open();
    await delivery.write(first, signal);
    await delivery.write(second, signal);
    await act(`bulk_import/delete_part/${sessionName(house.job())}/${partName(1)}`);
    await expect(delivery.commit(both, signal)).rejects.toThrow(/lacks 1 of 2 parts/u);
    expect(await deliver([first, second])).toMatchObject({ validRows: 3 });
  });

  test("a session frozen by somebody is opened again for what is missing", async () => {
    const delivery = await open();
    await delivery.write(first, signal);
    await act(`bulk_import/freeze/${sessionName(house.job())}`);
    expect(await deliver([first, second])).toMatchObject({ validRows: 3 });
    expect(ids()).toEqual([1, 2, 3]);
  });

  test("a session that is gone is said so, for nobody knows whether it was committed", async () => {
    const delivery = await open();
    await delivery.write(first, signal);
    await act(`bulk_import/delete/${sessionName(house.job())}`);
    await expect(delivery.commit({ batches: 1, rows: 2 }, signal)).rejects.toThrow(/is gone/u);
  });

  test("a session of this name that fills another table is left alone", async () => {
    await act("table/create/crm/others/log");
    await act(`bulk_import/create/${sessionName(house.job())}/crm/others`);
    const delivery = await open();
    await expect(delivery.held()).rejects.toThrow(/fills crm\.others/u);
  });

  test("a session that is not committed is not cleaned up", async () => {
    const delivery = await open();
    await delivery.write(first, signal);
    await expect(delivery.cleanUp?.(signal)).rejects.toThrow(/is uploading/u);
    expect(simulator.sessions()).toHaveLength(1);
  });
});

/** A record that is not ours, in a part of its own. */
async function uploadStray(): Promise<void> {
  const url = `${simulator.url}/v3/bulk_import/upload_part/${sessionName(house.job())}/part_stray`;
  const body = new Uint8Array(gzipSync(encode({ time: 1 })));
  await fetch(url, { method: "PUT", headers: { authorization: `TD1 ${simulator.apiKey}` }, body });
}
