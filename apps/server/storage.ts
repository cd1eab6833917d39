import type { ObjectStore, ObjectUsage } from "@millrace/platform/objects";
import type { Clock } from "@millrace/platform/clock";
import type { Database } from "@millrace/platform/db";
import type * as contract from "./contract.ts";
import type { RetentionDays } from "./retention/prune-house.ts";
import { readLastPrune, readTableSizes } from "./retention/queries.ts";

/** Counting objects walks the whole store: what was counted is told this long, ms. */
const usageAgeMs = 600_000;

export interface StorageReader {
  /** What the house keeps and how long; `days` as the settings have it. */
  read(days: RetentionDays): Promise<contract.StorageState>;
}

export function createStorageReader({
  db,
  objects,
  clock,
}: {
  db: Database;
  objects: ObjectStore;
  clock: Clock;
}): StorageReader {
  const readUsage = remembered(() => objects.usage(), clock);
  return {
    async read(days) {
      const [{ databaseBytes, tables }, usage, lastPrune] = await Promise.all([
        readTableSizes(db.pool),
        readUsage(),
        readLastPrune(db.pool),
      ]);
      return {
        database_bytes: databaseBytes,
        objects_bytes: usage.bytes,
        objects: usage.objects,
        tables,
        retention: {
          finished_days: days.retentionFinishedDays,
          dead_letters_days: days.retentionDeadLettersDays,
          events_days: days.retentionEventsDays,
          page_log_days: days.retentionPageLogDays,
        },
        last_prune: lastPrune,
      };
    },
  };
}

/** Reads again once what was read is too old; those who ask meanwhile share one reading, and a failed one is not kept. */
function remembered(read: () => Promise<ObjectUsage>, clock: Clock): () => Promise<ObjectUsage> {
  let known: { atMs: number; usage: Promise<ObjectUsage> } | null = null;
  return () => {
    if (known !== null && clock.now() - known.atMs < usageAgeMs) return known.usage;
    const reading = { atMs: clock.now(), usage: read() };
    known = reading;
    reading.usage.catch(() => {
      if (known === reading) known = null;
    });
    return reading.usage;
  };
}
