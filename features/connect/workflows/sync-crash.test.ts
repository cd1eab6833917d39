import {
  createTemporaryFolder,
  createTestDatabase,
  startProgram,
  type ChildProgram,
} from "@millrace/platform/testing";
import { expect, test } from "vitest";
import type { Sync } from "../contract.ts";
import { destinationRigs } from "../destinations/testing/rigs.generated.ts";
import type { Value } from "../values/value.ts";
import { openConnectHouse } from "./fixtures/connect-house.ts";
import type { CrashPoint } from "./fixtures/crashing-destination.ts";
import { startTinyVendor } from "./fixtures/tiny-vendor.ts";

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
    await using database = await createTestDatabase();
    await using folder = await createTemporaryFolder();
    await using vendor = await startTinyVendor();
    await using rig = await openRig();
    await using house = await openConnectHouse(database, { role: "web", folder: folder.path });
    vendor.perPage = perPage;
    vendor.records = Array.from({ length: records }, (_, at) => ({ id: at + 1, name: `thing ${at + 1}` }));
    const isExact = rig.destination.guarantee === "exactly_once";
    const startWorker = async (crash: CrashPoint | null): Promise<ChildProgram> => {
      const worker = startProgram(new URL("./fixtures/worker.ts", import.meta.url), [], {
        CONNECT_DATABASE: database.url,
        CONNECT_FOLDER: folder.path,
        ...(crash === null ? {} : { CONNECT_CRASH: JSON.stringify(crash) }),
      });
      expect(await worker.nextLine()).toBe("ready");
      return worker;
    };
    for (const [at, point] of points.entries()) {
      vendor.asked.length = 0;
      const connection = await house.connect({
        name: `To ${id} ${at}`,
        source: { type: "tiny", origin: vendor.origin, token: "t" },
        destination: { type: rig.destination.id, ...(rig.settings as Record<string, unknown>) },
        streams: [{ name: "things", target: `things_${at}` }],
      });
      await using dying = await startWorker(point);
      const { body } = await house.call<Sync>(`/connections/${connection.id}/syncs`, {});
      await dying.ended;
      await using _next = await startWorker(null);
      const sync = await house.untilStatus(body.id, "succeeded");
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
