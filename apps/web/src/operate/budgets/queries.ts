import { useQuery } from "@tanstack/react-query";
import { operateApi } from "../api.ts";

const everyMs = 5000;

export function useBudgets() {
  return useQuery({
    queryKey: ["operate", "budgets"],
    queryFn: ({ signal }) => operateApi.budgets.list(signal),
    refetchInterval: everyMs,
  });
}
