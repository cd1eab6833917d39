import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiProblem, isWorthRetrying } from "./api/problem.ts";

/** Live events keep the cache fresh, so that a shown list is only read again after a lost connection. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: lookAgainWhoIsHere }),
  mutationCache: new MutationCache({ onError: lookAgainWhoIsHere }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && isWorthRetrying(error),
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false },
  },
});

/** A session that ended elsewhere shows by a refusal: the door opens once the server has said who this is now. */
function lookAgainWhoIsHere(error: unknown): void {
  if (error instanceof ApiProblem && error.problem.code === "sign_in_required")
    void queryClient.invalidateQueries({ queryKey: ["session"] });
}
