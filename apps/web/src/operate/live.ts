import type { QueryClient } from "@tanstack/react-query";
import type { RunDetail, RunProgress, RunStatus, RunSummary } from "@millrace/server/contract";
import { onLive, type LiveEvent } from "../shared/live/stream.ts";
import { operateApi, type RunFilter } from "./api.ts";
import { applyChanges, mergeFirstPage, type StatusChange } from "./runs/merge-runs.ts";
import { runKeys, runsPerPage, type RunLists } from "./runs/queries.ts";

/** How often what is shown is read again while runs start, step and end. */
const rereadMs = 1000;

/** Payload of run.progress. */
interface ProgressPayload extends RunProgress {
  runId: string;
}

/** Keeps the Operate pages as the stream tells them. Progress is written into the cache; a change of status reads again whatever it can have changed. */
export function followOperate(client: QueryClient): void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let changed = new Map<string, StatusChange>();
  onLive("run.changed", (events) => {
    for (const event of events) changed.set(event.subject, { status: statusOf(event), at: event.at });
    timer ??= setTimeout(() => {
      const batch = changed;
      changed = new Map();
      timer = null;
      rereadRuns(client, batch);
    }, rereadMs);
  });
  onLive("run.progress", (events) => showProgress(client, events));
}

const statusOf = (event: LiveEvent) => (event.payload as { status: RunStatus }).status;

function rereadRuns(client: QueryClient, changed: ReadonlyMap<string, StatusChange>): void {
  for (const query of client.getQueryCache().findAll({ queryKey: runKeys.lists })) {
    // A list nobody looks at is read when somebody does.
    if (query.isActive()) void freshen(client, query.queryKey[2] as RunFilter, changed);
    else query.invalidate();
  }
  void client.invalidateQueries({ queryKey: ["runs", "detail"] });
  void client.invalidateQueries({ queryKey: ["runs", "children"] });
  void client.invalidateQueries({ queryKey: ["operate"] });
}

/** Reads the first page of a list again, however many the reader has loaded. A list that cannot be read now is stale, and says so when it is read again. */
async function freshen(
  client: QueryClient,
  filter: RunFilter,
  changed: ReadonlyMap<string, StatusChange>,
): Promise<void> {
  const key = runKeys.list(filter);
  const fresh = await operateApi.runs.list(filter, { limit: runsPerPage, cursor: null }).catch(() => null);
  if (fresh === null) {
    await client.invalidateQueries({ queryKey: key });
    return;
  }
  client.setQueryData<RunLists>(key, (data) => {
    if (data === undefined) return data;
    const pages = mergeFirstPage(applyChanges(data.pages, changed, filter.status), fresh);
    return { pages, pageParams: data.pageParams.slice(0, pages.length) };
  });
}

function showProgress(client: QueryClient, events: readonly LiveEvent[]): void {
  const progress = new Map(
    events.map((event) => event.payload as ProgressPayload).map((payload) => [payload.runId, payload]),
  );
  client.setQueriesData<RunLists>(
    { queryKey: runKeys.lists },
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({
          ...page,
          items: page.items.map((run) => withProgress(run, progress)),
        })),
      },
  );
  for (const runId of progress.keys()) {
    client.setQueryData<RunDetail>(runKeys.detail(runId), (run) => run && withProgress(run, progress));
    void client.invalidateQueries({ queryKey: runKeys.detail(runId) }, { cancelRefetch: false });
  }
}

function withProgress<Run extends RunSummary>(run: Run, progress: ReadonlyMap<string, ProgressPayload>): Run {
  const latest = progress.get(run.run_id);
  if (latest === undefined) return run;
  const { done, of, unit, message } = latest;
  return { ...run, progress: { done, of, unit, ...(message === undefined ? {} : { message }) } };
}
