import type { Engine } from "@millrace/engine";
import type { Database } from "@millrace/platform/db";
import { pruneEvents } from "@millrace/platform/events";
import { prunePageLog } from "@millrace/platform/http";
import type { Feature } from "../features.ts";
import { recordPrune, type Deleted } from "./queries.ts";

/** What is kept how long, in days, as the settings have it at this moment. */
export interface RetentionDays {
  retentionFinishedDays: number;
  /** null keeps dead letters until somebody discards them. */
  retentionDeadLettersDays: number | null;
  retentionEventsDays: number;
  retentionPageLogDays: number;
}

export interface PruneParts {
  db: Database;
  engine: Pick<Engine, "list" | "prune">;
  rooms: readonly Pick<Feature, "beforePrune" | "prune">[];
  days: RetentionDays;
}

const dayMs = 86_400_000;

/** One kind of thing that is pruned; resolves with how many rows went. Each may be repeated at any time. */
export const prunes: Readonly<Record<string, (parts: PruneParts) => Promise<number>>> = {
  runs: async ({ engine, rooms, days }) => {
    for (const room of rooms) await room.beforePrune?.(engine);
    const { retentionFinishedDays: finished, retentionDeadLettersDays: dead } = days;
    return engine.prune({ finishedMs: finished * dayMs, deadLettersMs: dead === null ? null : dead * dayMs });
  },
  events: ({ db, days }) => pruneEvents(db.pool, days.retentionEventsDays * dayMs),
  /** Sessions, links and the like that opened their last door. */
  rooms: async ({ rooms }) => {
    let count = 0;
    for (const room of rooms)
      for (const deleted of Object.values((await room.prune?.()) ?? {})) count += deleted;
    return count;
  },
  requests: ({ db, days }) => prunePageLog(db.pool, days.retentionPageLogDays * dayMs),
};

/** Deletes whatever is older than the policy keeps, and writes down how much it was. */
export async function pruneHouse(parts: PruneParts): Promise<Deleted> {
  const deleted: Deleted = {};
  for (const [kind, prune] of Object.entries(prunes)) deleted[kind] = await prune(parts);
  await recordPrune(parts.db.pool, deleted);
  return deleted;
}
