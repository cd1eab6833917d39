import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../../shared/api/client.ts";

export function statsOptions() {
  return queryOptions({ queryKey: ["stats"], queryFn: ({ signal }) => api.stats(signal) });
}

export function useStats() {
  return useQuery(statsOptions());
}
