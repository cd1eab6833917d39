import type { Sync } from "@millrace/connect/contract";
import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { connectApi } from "../api.ts";
import { connectKeys } from "../queries.ts";
import { isUnderWay } from "../words.ts";

const recordsPerPage = 25;
const pagesPerPage = 50;
/** The rate moves by the second, also where nothing else of a sync does. */
const rateMs = 2000;
const stateMs = 5000;

export function useSync(syncId: string) {
  return useQuery(
    queryOptions({
      queryKey: connectKeys.sync(syncId),
      queryFn: ({ signal }) => connectApi.syncs.get(syncId, signal),
      // A source that is silent tells no news, while the budget and the time go on.
      refetchInterval: ({ state }) => (state.data !== undefined && isUnderWay(state.data) ? stateMs : false),
    }),
  );
}

export function useSyncRate(sync: Sync) {
  return useQuery(
    queryOptions({
      queryKey: [...connectKeys.ofSync(sync.id), "rate"],
      queryFn: ({ signal }) => connectApi.syncs.rate(sync.id, signal),
      refetchInterval: isUnderWay(sync) ? rateMs : false,
    }),
  );
}

export function useDeadRecords(syncId: string) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: [...connectKeys.ofSync(syncId), "dead-records"],
      queryFn: ({ pageParam, signal }) =>
        connectApi.syncs.deadRecords(syncId, { limit: recordsPerPage, cursor: pageParam }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next_cursor,
    }),
  );
}

export function useLoggedPages(syncId: string) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: [...connectKeys.ofSync(syncId), "pages"],
      queryFn: ({ pageParam, signal }) =>
        connectApi.syncs.pages(syncId, { limit: pagesPerPage, cursor: pageParam }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next_cursor,
    }),
  );
}

/** Stands once a sync has ended, and never changes. */
export function useCertificate(syncId: string) {
  return useQuery(
    queryOptions({
      queryKey: connectKeys.certificate(syncId),
      queryFn: ({ signal }) => connectApi.syncs.certificate(syncId, signal),
      staleTime: Infinity,
    }),
  );
}

export function useDiff(syncId: string) {
  return useQuery(
    queryOptions({
      queryKey: connectKeys.diff(syncId),
      queryFn: ({ signal }) => connectApi.syncs.diff(syncId, signal),
      staleTime: Infinity,
    }),
  );
}
