import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { operateApi } from "../api.ts";

const lettersPerPage = 20;

export function kindsOptions() {
  return queryOptions({
    queryKey: ["operate", "dead-letters", "kinds"],
    queryFn: ({ signal }) => operateApi.deadLetters.kinds(signal),
  });
}

/** Dead letters by what they died of, most frequent first. */
export function useDeadLetterKinds() {
  return useQuery(kindsOptions());
}

/** Dead letters of one kind, or that contain a text; newest first. */
export function useDeadLetters(filter: { kind?: string; search?: string }) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: ["operate", "dead-letters", "list", filter],
      queryFn: ({ pageParam, signal }) =>
        operateApi.deadLetters.list(filter, { limit: lettersPerPage, cursor: pageParam }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next_cursor,
    }),
  );
}

/** One dead letter, which does not change: apart from what an act on runs reads again, so that one just retried is not asked for again. */
export function useDeadLetter(runId: string) {
  return useQuery({
    queryKey: ["dead-letter", runId],
    queryFn: ({ signal }) => operateApi.deadLetters.get(runId, signal),
    staleTime: Infinity,
  });
}
