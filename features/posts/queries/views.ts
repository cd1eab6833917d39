import type { RunSummary } from "@millrace/engine";
import type { Database } from "@millrace/platform/db";
import { readBudgets } from "@millrace/platform/http";
import { sourceId, type Collection, type SourceHealth } from "../contract.ts";
import { getCollection, listCollections, type StoredCollection } from "./collections.ts";
import { readSourceStates } from "./source-state.ts";

/** What the engine says of a collection's run; null when it keeps no record of it. */
export type RunReader = (runId: string) => Promise<Pick<RunSummary, "status" | "endedAt" | "progress" | "error"> | null>;

/** A collection as the API shows it, or null. */
export async function readCollection(db: Database, readRun: RunReader, id: string): Promise<Collection | null> {
  const stored = await getCollection(db, id);
  return stored === null ? null : toCollection(stored, readRun);
}

/** Newest first. */
export async function readCollections(
  db: Database,
  readRun: RunReader,
  paging: { limit: number; cursor?: string | undefined },
): Promise<{ items: Collection[]; next_cursor: string | null }> {
  const page = await listCollections(db, paging);
  const items = await Promise.all(page.items.map((stored) => toCollection(stored, readRun)));
  return { items, next_cursor: page.next_cursor };
}

/** A collection that ended by itself says so; until then, and when it failed, its run knows. */
async function toCollection({ outcome, ...stored }: StoredCollection, readRun: RunReader): Promise<Collection> {
  const run = outcome === null ? await readRun(stored.id) : null;
  return {
    ...stored,
    status: outcome ?? run?.status ?? "queued",
    ended_at: stored.ended_at ?? run?.endedAt ?? null,
    message: stored.message ?? run?.error?.message ?? null,
    duplicates: stored.seen - stored.saved,
    progress: run?.progress ?? null,
  };
}

/** How each source stands: paused by a wall or free, budget, last collection. */
export async function readSourceHealth(db: Database): Promise<SourceHealth[]> {
  const states = await readSourceStates(db.pool);
  const budgets = await readBudgets(db.pool);
  return sourceId.options.map((id) => {
    const state = states.get(id);
    const budget = budgets.find((candidate) => candidate.account.startsWith(`${id}:`));
    return {
      id,
      state: state?.paused_at == null ? "ok" : "paused",
      wall: state?.wall ?? null,
      message: state?.message ?? null,
      budget:
        budget === undefined ? null : { spent: budget.spent, allowed: budget.allowed, period_ms: budget.periodMs },
      last_collected_at: state?.last_collected_at?.toISOString() ?? null,
      is_demo: id === "linkedin-demo",
    };
  });
}
