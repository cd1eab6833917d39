import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { connectApi, type ConnectionFilter } from "../api.ts";
import { connectKeys } from "../queries.ts";

const connectionsPerPage = 50;

export function useConnections(filter: ConnectionFilter) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: [...connectKeys.connections, filter],
      queryFn: ({ pageParam, signal }) =>
        connectApi.connections.list(filter, { limit: connectionsPerPage, cursor: pageParam }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next_cursor,
    }),
  );
}
