import { useQuery } from "@tanstack/react-query";
import { operateApi } from "../api.ts";

/** As often as a worker says that it lives. */
const everyMs = 3000;

export function useWorkers() {
  return useQuery({
    queryKey: ["operate", "workers"],
    queryFn: ({ signal }) => operateApi.workers(signal),
    refetchInterval: everyMs,
  });
}
