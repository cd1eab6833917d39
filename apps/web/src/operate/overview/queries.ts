import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { operateApi, type RatesWindow } from "../api.ts";

const everyMs = 30_000;

/** What ended, slice by slice; the chart of the window before stays until the next one is read. */
export function useRates(window: RatesWindow) {
  return useQuery({
    queryKey: ["operate", "rates", window],
    queryFn: ({ signal }) => operateApi.rates(window, signal),
    refetchInterval: everyMs,
    placeholderData: keepPreviousData,
  });
}
