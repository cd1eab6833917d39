import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../../shared/api/client.ts";

export function rulesOptions() {
  return queryOptions({
    queryKey: ["rules"],
    queryFn: ({ signal }) => api.rules(signal),
    staleTime: 300_000,
  });
}

export function useRules() {
  return useQuery(rulesOptions());
}
