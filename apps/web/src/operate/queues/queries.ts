import { queryOptions, useQuery } from "@tanstack/react-query";
import { operateApi } from "../api.ts";

/** Runs come and go by events; how long the oldest has waited does not. */
const everyMs = 5000;

export function queuesOptions() {
  return queryOptions({
    queryKey: ["operate", "queues"],
    queryFn: ({ signal }) => operateApi.queues.list(signal),
    refetchInterval: everyMs,
  });
}

export function useQueues() {
  return useQuery(queuesOptions());
}
