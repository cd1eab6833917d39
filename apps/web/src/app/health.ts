import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../shared/api/client.ts";

const everyMs = 30_000;

export function healthOptions() {
  return queryOptions({
    queryKey: ["health"],
    queryFn: ({ signal }) => api.health(signal),
    refetchInterval: everyMs,
    staleTime: everyMs,
  });
}

export function useHealth() {
  return useQuery(healthOptions());
}
