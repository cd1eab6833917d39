import type { Engine, RunSummary } from "@millrace/engine";
import type { Database } from "@millrace/platform/db";
import { readBudgets, type BudgetReport } from "@millrace/platform/http";
import type { Collection, SourceHealth } from "../contract.ts";
import type { PostSource } from "../sources/source.ts";
import { getCollection, listCollections, type StoredCollection } from "./collections.ts";
import { readSourceStates, type StoredSourceState } from "./source-state.ts";

/** What the engine says of the runs of collections; those it keeps no record of are left out. */
export type RunsReader = (runIds: readonly string[]) => Promise<RunState[]>;

type RunState = Pick<RunSummary, "runId" | "status" | "endedAt" | "progress" | "error">;

/** Asks the engine for all of them in one query. */
export function runsReader(engine: Pick<Engine, "list">): RunsReader {
  return async (runIds) => {
    if (runIds.length === 0) return [];
    return (await engine.list({ runIds, limit: runIds.length })).items;
  };
}

/** A collection as the API shows it, or null. */
export async function readCollection(
  db: Database,
  readRuns: RunsReader,
  id: string,
): Promise<Collection | null> {
  const stored = await getCollection(db, id);
  return stored === null ? null : ((await toCollections([stored], readRuns))[0] ?? null);
}

/** Newest first. */
export async function readCollections(
  db: Database,
  readRuns: RunsReader,
  paging: { limit: number; cursor?: string | undefined },
): Promise<{ items: Collection[]; next_cursor: string | null }> {
  const page = await listCollections(db, paging);
  return { items: await toCollections(page.items, readRuns), next_cursor: page.next_cursor };
}

/** A collection that succeeded says so; any other is what its run is, or was when the run was pruned. */
async function toCollections(
  stored: readonly StoredCollection[],
  readRuns: RunsReader,
): Promise<Collection[]> {
  const open = stored.filter(({ outcome }) => outcome !== "succeeded");
  const runs = new Map((await readRuns(open.map(({ id }) => id))).map((run) => [run.runId, run]));
  return stored.map((collection) => toCollection(collection, runs.get(collection.id) ?? null));
}

function toCollection({ outcome, ...stored }: StoredCollection, known: RunState | null): Collection {
  const duplicates = stored.seen - stored.saved;
  if (outcome !== null && (known === null || outcome === "succeeded"))
    return { ...stored, status: outcome, duplicates, progress: null };
  const run = known ?? notStarted;
  return {
    ...stored,
    status: run.status,
    ended_at: run.endedAt,
    message: run.error?.message ?? null,
    duplicates,
    progress: run.progress,
  };
}

/** The row is written just before the run is started. */
const notStarted = { status: "queued", endedAt: null, error: null, progress: null } as const;

/** How the sources stand: paused by a wall or free, budget, last collection. */
export async function readSourceHealth(
  db: Database,
  sources: readonly PostSource[],
): Promise<SourceHealth[]> {
  const states = await readSourceStates(db.pool);
  const budgets = await readBudgets(db.pool);
  return sources.map(({ id, budget, isDemo, takesFiles }) => ({
    id,
    ...stateOf(states.get(id)),
    budget: budgetOf(budgets.find(({ account }) => account === budget?.account)),
    is_demo: isDemo,
    takes_files: takesFiles,
  }));
}

function stateOf(
  stored: StoredSourceState | undefined,
): Pick<SourceHealth, "state" | "wall" | "message" | "last_collected_at"> {
  if (stored === undefined) return { state: "ok", wall: null, message: null, last_collected_at: null };
  const { paused_at, wall, message, last_collected_at } = stored;
  return {
    state: paused_at === null ? "ok" : "paused",
    wall,
    message,
    last_collected_at: last_collected_at?.toISOString() ?? null,
  };
}

function budgetOf(report: BudgetReport | undefined): SourceHealth["budget"] {
  if (report === undefined) return null;
  return { spent: report.spent, allowed: report.allowed, period_ms: report.periodMs };
}
