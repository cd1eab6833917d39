import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { connectApi, type SyncFilter } from "../api.ts";
import { connectKeys } from "../queries.ts";

const syncsPerPage = 25;

export function useConnection(connectionId: string) {
  return useQuery(
    queryOptions({
      queryKey: connectKeys.connection(connectionId),
      queryFn: ({ signal }) => connectApi.connections.get(connectionId, signal),
    }),
  );
}

/** Syncs, newest first. */
export function useSyncs(filter: SyncFilter) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: [...connectKeys.syncLists, filter],
      queryFn: ({ pageParam, signal }) =>
        connectApi.syncs.list(filter, { limit: syncsPerPage, cursor: pageParam }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next_cursor,
    }),
  );
}
