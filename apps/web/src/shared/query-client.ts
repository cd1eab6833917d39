import { QueryClient } from "@tanstack/react-query";
import { isWorthRetrying } from "./api/problem.ts";

/** Live events keep the cache fresh, so that a shown list is only read again after a lost connection. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && isWorthRetrying(error),
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false },
  },
});
