import type { RunStatus, RunSummary } from "@millrace/server/contract";
import type { Page } from "../../shared/api/types.ts";

type RunPages = readonly Page<RunSummary>[];

/**
 * Lays a fresh first page over the pages a reader has loaded, newest first: new runs come on top, known ones are
 * replaced, and those that no longer belong to the list are gone, as far back as the fresh page reaches.
 */
export function mergeFirstPage(pages: RunPages, fresh: Page<RunSummary>): Page<RunSummary>[] {
  const [first, ...rest] = pages;
  const oldest = fresh.items.at(-1);
  if (first === undefined || oldest === undefined || fresh.next_cursor === null) return [fresh];
  const ids = new Set(fresh.items.map((run) => run.run_id));
  const isFurtherBack = (run: RunSummary) => !ids.has(run.run_id) && run.created_at <= oldest.created_at;
  if (rest.length === 0 && !first.items.some(isFurtherBack)) return [fresh];
  return [
    { ...first, items: [...fresh.items, ...first.items.filter(isFurtherBack)] },
    ...rest.map((page) => ({ ...page, items: page.items.filter(isFurtherBack) })),
  ];
}

/** A change of status as the stream tells it. */
export interface StatusChange {
  status: RunStatus;
  at: string;
}

const endedStatuses: ReadonlySet<RunStatus> = new Set(["succeeded", "failed", "cancelled", "paused"]);

/** Writes changes of status into the pages beyond the first one, which are not read again. */
export function applyChanges(
  pages: RunPages,
  changes: ReadonlyMap<string, StatusChange>,
  only: RunStatus | undefined,
): Page<RunSummary>[] {
  return pages.map((page) => ({
    ...page,
    items: page.items.flatMap((run) => {
      const change = changes.get(run.run_id);
      if (change === undefined) return [run];
      if (only !== undefined && change.status !== only) return [];
      return [
        { ...run, status: change.status, ended_at: endedStatuses.has(change.status) ? change.at : null },
      ];
    }),
  }));
}
