import type { SourceFault } from "../../testing/rig.ts";
import type { ShopFaultInput } from "./faults.ts";

/** The faults of the contract test as the simulated shops have them, from the second page on. */
const fromTheSecondPage = { after: 1 };
const faults: Record<SourceFault, ShopFaultInput> = {
  html_instead: { html_instead: fromTheSecondPage },
  cut: { truncated_json: fromTheSecondPage },
  endless: { repeated_cursor: fromTheSecondPage },
  server_error: { server_error: fromTheSecondPage },
  rate_limit: { rate_limit: fromTheSecondPage },
  reset: { reset: fromTheSecondPage },
  hang: { slow: { ...fromTheSecondPage, delayMs: 60_000 } },
};

export const rigFaults = Object.keys(faults) as SourceFault[];

export function shopFaultsOf(fault: SourceFault | null): ShopFaultInput {
  return fault === null ? {} : faults[fault];
}
