import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
} from "@tanstack/react-query";
import type { RunSummary } from "@millrace/server/contract";
import type { Page } from "../../shared/api/types.ts";
import { operateApi, type RunFilter } from "../api.ts";

export const runsPerPage = 50;

export type RunLists = InfiniteData<Page<RunSummary>, string | null>;

export const runKeys = {
  lists: ["runs", "list"] as const,
  list: (filter: RunFilter) => ["runs", "list", filter] as const,
  detail: (runId: string) => ["runs", "detail", runId] as const,
  children: (runId: string) => ["runs", "children", runId] as const,
};

export function useRuns(filter: RunFilter) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: runKeys.list(filter),
      queryFn: ({ pageParam, signal }) =>
        operateApi.runs.list(filter, { limit: runsPerPage, cursor: pageParam }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next_cursor,
    }),
  );
}

export function runOptions(runId: string) {
  return queryOptions({
    queryKey: runKeys.detail(runId),
    queryFn: ({ signal }) => operateApi.runs.get(runId, signal),
  });
}

export function useRun(runId: string) {
  return useQuery(runOptions(runId));
}

/** The runs a run started itself. */
export function useRunChildren(runId: string) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: runKeys.children(runId),
      queryFn: ({ pageParam, signal }) =>
        operateApi.runs.children(runId, { limit: runsPerPage, cursor: pageParam }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next_cursor,
    }),
  );
}

const registered = 300_000;

export function useWorkflows() {
  return useQuery({
    queryKey: ["workflows"],
    queryFn: ({ signal }) => operateApi.workflows(signal),
    staleTime: registered,
  });
}
