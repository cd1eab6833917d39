import type { RunSummary } from "@millrace/engine";
import type { WebsiteImport } from "../contract.ts";
import type { StoredImport } from "../queries/imports.ts";

/** An import as the API shows it: one that succeeded says so; any other is what its run is, or was when the run was pruned. */
export function importView(
  stored: StoredImport,
  run: Pick<RunSummary, "status" | "endedAt" | "error"> | null,
): WebsiteImport {
  const { id, workspace, file_name, rows_in_all: of, by_outcome } = stored;
  const rows = Object.values(by_outcome).reduce((sum, count) => sum + count, 0);
  const created_at = stored.created_at.toISOString();
  const hasEnded = stored.outcome !== null && (run === null || stored.outcome === "succeeded");
  return {
    id,
    workspace,
    file_name,
    created_at,
    rows,
    of,
    by_outcome,
    ...(hasEnded ? endOf(stored) : stateOf(run)),
  };
}

type State = Pick<WebsiteImport, "status" | "ended_at" | "message">;

function endOf({ outcome, ended_at, message }: StoredImport): State {
  return { status: outcome ?? "queued", ended_at: ended_at?.toISOString() ?? null, message };
}

function stateOf(run: Pick<RunSummary, "status" | "endedAt" | "error"> | null): State {
  // The row is written just before the run is started.
  if (run === null) return { status: "queued", ended_at: null, message: null };
  return { status: run.status, ended_at: run.endedAt, message: run.error?.message ?? null };
}
