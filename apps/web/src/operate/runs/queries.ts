import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from "@tanstack/react-query";
import { api } from "../../shared/api/client.ts";
import type { Page, RunDetail, RunProgress, RunStatus, RunSummary } from "../../shared/api/types.ts";
import { onLive } from "../../shared/live/stream.ts";
import { notifyProblem } from "../../shared/notify.ts";

const pageSize = 50;

export interface RunFilter {
  status?: RunStatus | undefined;
  workflow?: string | undefined;
}

type Lists = InfiniteData<Page<RunSummary>, string | null>;

export function runListOptions(filter: RunFilter) {
  return infiniteQueryOptions({
    queryKey: ["runs", "list", filter],
    queryFn: ({ pageParam, signal }) => api.runs.list(filter, { limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useRuns(filter: RunFilter) {
  return useInfiniteQuery(runListOptions(filter));
}

export function runOptions(runId: string) {
  return queryOptions({
    queryKey: ["runs", "detail", runId],
    queryFn: ({ signal }) => api.runs.get(runId, signal),
  });
}

export function useRun(runId: string) {
  return useQuery(runOptions(runId));
}

export function useRunAction(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: "cancel" | "resume") => api.runs.act(runId, action),
    onSuccess: () => client.invalidateQueries({ queryKey: ["runs"] }),
    onError: notifyProblem,
  });
}

/** Payload of run.progress. */
interface ProgressPayload extends RunProgress {
  runId: string;
}

/** How often lists and open runs are read again while runs start, step and end. */
const rereadMs = 1000;

/** Progress is written into the cache; a change of status reads the runs again, because its steps and times changed too. */
export function followRuns(client: QueryClient): void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const reread = () => {
    timer ??= setTimeout(() => {
      timer = null;
      void client.invalidateQueries({ queryKey: ["runs"] });
    }, rereadMs);
  };
  onLive("run.changed", reread);
  onLive("run.progress", (events) => {
    const progress = new Map(
      events.map((event) => event.payload as ProgressPayload).map((payload) => [payload.runId, payload]),
    );
    client.setQueriesData<Lists>(
      { queryKey: ["runs", "list"] },
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
      client.setQueryData<RunDetail>(["runs", "detail", runId], (run) => run && withProgress(run, progress));
      void client.invalidateQueries({ queryKey: ["runs", "detail", runId] }, { cancelRefetch: false });
    }
  });
}

function withProgress<Run extends RunSummary>(run: Run, progress: ReadonlyMap<string, ProgressPayload>): Run {
  const latest = progress.get(run.run_id);
  if (latest === undefined) return run;
  const { done, of, unit, message } = latest;
  return { ...run, progress: { done, of, unit, ...(message === undefined ? {} : { message }) } };
}
