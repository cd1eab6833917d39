import type { RatesWindow } from "../api.ts";

export const windows = ["1h", "24h", "7d"] as const satisfies readonly RatesWindow[];

export interface OverviewSearch {
  window?: RatesWindow;
}

/** Reads the address leniently; the last hour needs no mention. */
export function readOverviewSearch(raw: Record<string, unknown>): OverviewSearch {
  const window = windows.find((candidate) => candidate === raw["window"]);
  return window === undefined || window === "1h" ? {} : { window };
}
