import { expect, test } from "vitest";
import { destinationRigs } from "../destinations/testing/rigs.generated.ts";
import type { Value } from "../values/value.ts";
import { openCrashScene } from "./fixtures/crash-scene.ts";
import type { CrashPoint } from "./fixtures/crashing-destination.ts";

/** Five pages of seven records in batches of five: batches end inside pages, and pages inside batches. */
const records = 33;
const perPage = 7;

/** Two say most; MILLRACE_CRASH_POINTS=all goes through every one and every destination, for minutes. */
const fewPoints: readonly CrashPoint[] = [
  { call: "write", nth: 3, moment: "after" },
  { call: "commit", nth: 1, moment: "after" },
];
const allPoints: readonly CrashPoint[] = [
  { call: "open", nth: 1, moment: "after" },
  { call: "held", nth: 1, moment: "before" },
  { call: "write", nth: 1, moment: "before" },
  { call: "write", nth: 3, moment: "after" },
  { call: "write", nth: 7, moment: "after" },
  { call: "commit", nth: 1, moment: "before" },
  { call: "commit", nth: 1, moment: "after" },
  { call: "cleanUp", nth: 1, moment: "before" },
  { call: "cleanUp", nth: 1, moment: "after" },
];

/** One of each way in which a destination tells what it has. */
const fewDestinations: readonly string[] = ["treasure-data", "postgres", "jsonl", "mongodb"];
const isAll = process.env["MILLRACE_CRASH_POINTS"] === "all";
const points = isAll ? allPoints : fewPoints;
const destinations = Object.entries(destinationRigs).filter(([id]) => isAll || fewDestinations.includes(id));

for (const [id, openRig] of destinations) {
  test(`kill -9 at any point of a delivery to ${id} loses no record, doubles none and asks for no logged page again`, async () => {
    await using rig = await openRig();
    await using scene = await openCrashScene(rig);
    const { vendor } = scene;
    vendor.perPage = perPage;
    vendor.records = Array.from({ length: records }, (_, at) => ({ id: at + 1, name: `thing ${at + 1}` }));
    const isExact = rig.destination.guarantee === "exactly_once";
    for (const [at, point] of points.entries()) {
      vendor.asked.length = 0;
      const connection = await scene.connect(`To ${id} ${at}`, { target: `things_${at}` });
      const sync = await scene.sync(connection, point);
      expect(sync, JSON.stringify(point)).toMatchObject({ is_green: true, records, delivered: records });
      const found = idsOf(await rig.read(`things_${at}`));
      expect(isExact ? found : [...new Set(found)], JSON.stringify(point)).toEqual(
        vendor.records.map((_, index) => index + 1),
      );
      // The page that was being logged and the one on its way may be asked for again, what was logged never.
      expect(vendor.asked.length - Math.ceil(records / perPage), JSON.stringify(point)).toBeLessThanOrEqual(
        2,
      );
    }
  }, 180_000);
}

const idsOf = (rows: readonly Record<string, Value>[]): number[] =>
  rows.map(({ id }) => Number(id)).toSorted((a, b) => a - b);

/** First what there was, then the same with changes, keys that are gone, and one key in three versions. */
const before = Array.from({ length: records }, (_, at) => ({ id: at + 1, name: `thing ${at + 1}` }));
const after = [
  ...before
    .filter(({ id }) => id % 8 !== 0)
    .map((thing) => (thing.id % 5 === 0 ? { ...thing, name: "new" } : thing)),
  { id: 3, name: "b" },
  { id: 90, name: "ninety" },
  { id: 3, name: "thing 3" },
  { id: 91, name: "ninety-one" },
];

const feedPoints: readonly CrashPoint[] = [
  { call: "write", nth: 2, moment: "after" },
  { call: "commit", nth: 1, moment: "before" },
];

for (const id of ["sqlite", "treasure-data"] as const) {
  test(`a change feed to ${id} that is killed says what one that is not killed says, with a key in three versions`, async () => {
    await using rig = await destinationRigs[id]();
    await using scene = await openCrashScene(rig);
    scene.vendor.perPage = perPage;
    const told: string[][] = [];
    for (const [at, point] of [null, ...(isAll ? allPoints : feedPoints)].entries()) {
      const target = `feed_${at}`;
      const connection = await scene.connect(`Feed ${at}`, { target, mode: "change_feed" });
      scene.vendor.records = before;
      await scene.sync(connection, null);
      scene.vendor.records = after;
      const sync = await scene.sync(connection, point);
      const again = await scene.sync(connection, null);
      expect([sync.is_green, again.is_green, again.delivered], JSON.stringify(point)).toEqual([
        true,
        true,
        0,
      ]);
      told.push(eventsOf(await rig.read(target)));
    }
    for (const events of told.slice(1)) expect(events).toEqual(told[0]);
    expect(told[0]).toContain("8 null gone null");
    expect(told[0]?.filter((event) => event.startsWith("3 "))).toHaveLength(3);
  }, 180_000);
}

const eventsOf = (rows: readonly Record<string, Value>[]): string[] =>
  rows
    .map(({ id, name = null, _op = null, _changed = null }) =>
      [id, name, _op, _changed].map(String).join(" "),
    )
    .toSorted((a, b) => a.localeCompare(b));
