import { runStatuses, type RunStatus } from "../../shared/api/types.ts";

export interface RunSearch {
  status?: RunStatus;
  workflow?: string;
}

/** Reads the address leniently. */
export function readRunSearch(raw: Record<string, unknown>): RunSearch {
  const status = runStatuses.find((candidate) => candidate === raw["status"]);
  const workflow =
    typeof raw["workflow"] === "string" && raw["workflow"] !== "" ? raw["workflow"] : undefined;
  return { ...(status === undefined ? {} : { status }), ...(workflow === undefined ? {} : { workflow }) };
}
