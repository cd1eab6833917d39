import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { sessionName } from "./names.ts";
import { batchOf, openTreasureDataHouse, plannedAtSeconds } from "./test-house.ts";

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

describe("a cancelled sync", () => {
  test.each(["deletable", "locked"] as const)(
    "leaves no session, whatever state it is in (frozen ones are %s)",
    async (frozenSessions) => {
      for (const stage of ["uploading", "frozen", "performing", "ready"] as const) {
        simulator.reset();
        simulator.setSettings({ frozenSessions, performMs: stage === "performing" ? 60_000 : 0 });
        const delivery = await open();
        await delivery.write(first, signal);
        if (stage !== "uploading") await act(`bulk_import/freeze/${sessionName(house.job())}`);
        if (stage === "performing" || stage === "ready")
          await act(`bulk_import/perform/${sessionName(house.job())}`);
        await delivery.discard(signal);
        await delivery.discard(signal);
        expect(simulator.sessions()).toEqual([]);
        expect(ids()).toEqual([]);
      }
    },
  );

  test("that overwrites leaves the table as it was, and none of its own", async () => {
    await deliver([first], bulk, { syncId: "before" });
    const delivery = await open(bulk, { mode: "overwrite" });
    await delivery.write(second, signal);
    await delivery.discard(signal);
    expect(simulator.tables().map(({ name }) => name)).toEqual(["customers"]);
    expect(ids()).toEqual([1, 2]);
  });
});

describe("a sync that overwrites", () => {
  test("puts its rows and columns in place of the table, at the end", async () => {
    await deliver([first], bulk, { syncId: "before" });
    const delivery = await open(bulk, { mode: "overwrite" });
    await delivery.write(batchOf(1, [["new"]], [{ name: "name", type: "text" }]), signal);
    expect(ids()).toEqual([1, 2]);
    await delivery.commit({ batches: 1, rows: 1 }, signal);
    await delivery.cleanUp?.(signal);
    expect(simulator.select("crm", "customers")).toEqual([{ time: plannedAtSeconds, name: "new" }]);
    expect(simulator.tables()).toHaveLength(1);
    expect(simulator.sessions()).toEqual([]);
  });

  test("may make the table, and may leave it empty", async () => {
    await deliver([first], bulk, { mode: "overwrite" });
    expect(ids()).toEqual([1, 2]);
    await deliver([], bulk, { mode: "overwrite", syncId: "later" });
    expect(simulator.tables()).toMatchObject([{ name: "customers", rows: 0 }]);
  });

  test("uses bulk import whatever the method is", async () => {
    await deliver([first], withId, { mode: "overwrite" });
    expect(calls("bulk_import/commit")).toBe(1);
    expect(ids()).toEqual([1, 2]);
  });
});
