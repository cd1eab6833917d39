import { createFaults, faultTiming, type Faults, type Random } from "@millrace/platform/simulation";
import { z } from "zod";

/**
 * `html_instead` and `truncated_json` come with status 200; `repeated_cursor` names the cursor that was asked with as the next;
 * `endless_cursor` gives page after page from the beginning again, each under a new cursor; `endless_empty` empty pages with
 * new cursors; `reset` cuts the connection before the answer, `reset_within` in its middle; `slow` holds it; `rate_limit_bare`
 * is a 429 without Retry-After; `expired_token` a 401.
 */
export const shopFault = z.enum([
  "slow",
  "reset",
  "reset_within",
  "server_error",
  "rate_limit",
  "rate_limit_bare",
  "html_instead",
  "truncated_json",
  "repeated_cursor",
  "endless_cursor",
  "endless_empty",
  "expired_token",
]);
export type ShopFault = z.infer<typeof shopFault>;

const faultRule = faultTiming.extend({
  /** slow: how long the answer is held besides the latency, ms; default a second. */
  delayMs: z.int().nonnegative().max(600_000).default(1_000),
  /** server_error: status to answer; default 503. */
  status: z.int().min(500).max(599).default(503),
});
type FaultRule = z.infer<typeof faultRule>;

export const shopFaults = z.partialRecord(shopFault, faultRule);
export type ShopFaultInput = z.input<typeof shopFaults>;
export type ShopFaultSettings = z.infer<typeof shopFaults>;

/** They look at requests for a page of customers alone. */
export type ShopFaults = Faults<ShopFault, FaultRule, null>;

export function createShopFaults(initial: ShopFaultSettings, random: Random): ShopFaults {
  return createFaults<ShopFault, FaultRule, null>(initial, random, () => true);
}
