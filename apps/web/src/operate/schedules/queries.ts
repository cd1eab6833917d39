import { useQuery } from "@tanstack/react-query";
import { operateApi } from "../api.ts";

const everyMs = 15_000;

export function useSchedules() {
  return useQuery({
    queryKey: ["operate", "schedules"],
    queryFn: ({ signal }) => operateApi.schedules.list(signal),
    refetchInterval: everyMs,
  });
}
