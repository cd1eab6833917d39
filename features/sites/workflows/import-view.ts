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
  const shown = {
    id,
    workspace,
    file_name,
    created_at: stored.created_at.toISOString(),
    rows,
    of,
    by_outcome,
  };
  if (stored.outcome !== null && (run === null || stored.outcome === "succeeded"))
    return {
      ...shown,
      status: stored.outcome,
      ended_at: stored.ended_at?.toISOString() ?? null,
      message: stored.message,
    };
  return {
    ...shown,
    // The row is written just before the run is started.
    status: run?.status ?? "queued",
    ended_at: run?.endedAt ?? null,
    message: run?.error?.message ?? null,
  };
}
