import { NeedsAttention, Transient, TryAgainLater } from "@millrace/platform/errors";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { treasureDataDestination } from "./destination.ts";
import { batchOf, openTreasureDataHouse } from "./test-house.ts";

const house = await openTreasureDataHouse();
const { simulator, bulk, withId, open, deliver, ids, calls, act } = house;
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(() => house.begin());

const { signal } = new AbortController();
const first = batchOf(1, [
  [1, "a@example.com"],
  [2, null],
]);
const second = batchOf(2, [[3, "c@example.com"]]);
const both = { batches: 2, rows: 3 };

describe("by import_with_id", () => {
  test("rows are seen as they are written, and the report says that they are our count", async () => {
    const delivery = await open(withId);
    await delivery.write(first, signal);
    expect(ids()).toEqual([1, 2]);
    await delivery.write(second, signal);
    expect(await delivery.commit(both, signal)).toEqual({
      validRows: 3,
      errorRows: 0,
      isCountedByDestination: false,
      facts: { method: "import_with_id", database: "crm", table: "customers" },
    });
    await delivery.cleanUp?.(signal);
    expect(ids()).toEqual([1, 2, 3]);
    expect(treasureDataDestination.isFinalAtWrite(withId, "append")).toBe(true);
    expect(treasureDataDestination.isFinalAtWrite(withId, "overwrite")).toBe(false);
    expect(treasureDataDestination.isFinalAtWrite(bulk, "append")).toBe(false);
  });

  test("a batch whose answer was lost is known by its identifier", async () => {
    simulator.setFaults({ cut_after: { times: 1, calls: ["table/import_with_id"] } });
    const delivery = await open(withId);
    await expect(delivery.write(first, signal)).rejects.toThrow(Transient);
    await delivery.write(first, signal);
    expect(ids()).toEqual([1, 2]);
    expect(calls("table/import_with_id")).toBe(2);
  });

  test("after a crash only what was not acknowledged is sent again, however much later", async () => {
    simulator.setSettings({ dedupWindowMs: 0 });
    await (await open(withId)).write(first, signal);
    const delivery = await open(withId);
    expect(await delivery.held()).toEqual(new Set([1]));
    expect(await delivery.write(first, signal)).toEqual({ rows: 2, bytes: 0 });
    await delivery.write(second, signal);
    expect(ids()).toEqual([1, 2, 3]);
    await delivery.cleanUp?.(signal);
    expect(await (await open(withId)).held()).toEqual(new Set());
  });

  test("a table that is deleted meanwhile is made again", async () => {
    const delivery = await open(withId);
    await delivery.write(first, signal);
    await act("table/delete/crm/customers");
    await expect(delivery.write(second, signal)).rejects.toThrow(Transient);
    await delivery.write(second, signal);
    expect(ids()).toEqual([3]);
  });
});

describe("what Treasure Data answers", () => {
  test.each([
    ["server_error_before", Transient, /503/u],
    ["cut_before", Transient, /connection/u],
    ["html_instead", Transient, /no JSON.*check api_url/u],
    ["rate_limit", TryAgainLater, /slow down/u],
    ["rate_limit_bare", TryAgainLater, /slow down/u],
  ] as const)("%s is told by the ladder, and passes", async (fault, kind, message) => {
    simulator.setFaults({ [fault]: { times: 1, retryAfterSecs: 7 } });
    const delivery = await open();
    const failure = delivery.held();
    await expect(failure).rejects.toThrow(kind);
    await expect(failure).rejects.toThrow(message);
    expect(await delivery.held()).toEqual(new Set());
  });

  test("Retry-After says when to come back", async () => {
    simulator.setFaults({ rate_limit: { times: 1, retryAfterSecs: 7 } });
    await expect((await open()).held()).rejects.toMatchObject({ afterMs: 7_000 });
  });

  test("a slow answer is waited for", async () => {
    simulator.setFaults({ slow: { delayMs: 30 }, slow_body: { delayMs: 30 } });
    expect(await deliver([first])).toMatchObject({ validRows: 2 });
  });

  test("a key that is refused names the setting, and is not repeated in the message", async () => {
    const delivery = await open({ ...bulk, api_key: "1/somebody-else" });
    const failure = delivery.held();
    await expect(failure).rejects.toThrow(NeedsAttention);
    await expect(failure).rejects.toMatchObject({ facts: { setting: "api_key", status: 401 } });
    await expect(failure).rejects.toThrow(expect.not.stringContaining("somebody-else") as Error);
  });

  test.each([bulk, withId])("a database that is not there is named ($method)", async (settings) => {
    const delivery = await open({ ...settings, database: "nowhere" });
    await expect(delivery.write(first, signal)).rejects.toThrow(/no database "nowhere"/u);
  });

  test("any other refusal is final, in its own words", async () => {
    simulator.setSettings({ mostSessions: 1 });
    await (await open(bulk, { syncId: "other" })).write(first, signal);
    const delivery = await open();
    await expect(delivery.write(first, signal)).rejects.toThrow(/at most 1 bulk import sessions/u);
  });

  test("merge is refused", async () => {
    await expect(open(bulk, { mode: "merge" })).rejects.toThrow(NeedsAttention);
  });
});

describe("check", () => {
  const check = (settings = bulk, context = house.context) =>
    treasureDataDestination.check(settings, context);

  test("proves key and database by a real call", async () => {
    expect(await check()).toMatchObject({
      isOk: true,
      setting: null,
      message: expect.stringContaining("crm has 0 tables"),
    });
    await deliver([first]);
    expect((await check()).message).toContain("1 table.");
  });

  test("says what the vendor said of a wrong key, and names the setting", async () => {
    expect(await check({ ...bulk, api_key: "1/other" })).toEqual({
      isOk: false,
      setting: "api_key",
      message: expect.stringContaining("Authentication failed") as string,
    });
  });

  test("names the database that is missing", async () => {
    expect(await check({ ...bulk, database: "nowhere" })).toMatchObject({ isOk: false, setting: "database" });
  });

  test("names the address that may not be called", async () => {
    const context = { ...house.context, mayUsePrivateHosts: false };
    expect(await check({ ...bulk, api_url: "http://10.0.0.1" }, context)).toMatchObject({
      isOk: false,
      setting: "api_url",
    });
  });

  test("throws what says nothing of the settings", async () => {
    simulator.setFaults({ server_error_before: {} });
    await expect(check()).rejects.toThrow(Transient);
  });
});
