import { createFaults, faultTiming, type Faults, type Random } from "@millrace/platform/simulation";
import { z } from "zod";
import { portalCall, portalHost, type PortalCall, type PortalHost } from "./calls.ts";

/**
 * `mirror_down` cuts the connection; `html_instead` is a maintenance page with status 200; `stale` are the figures of months
 * ago with their dates; `wrong_site` another website's; `layout_changed` a page whose class names and attributes are new
 * (its labels stay); `layout_broken` one where the labels are gone too; `empty_shell` a page that never gets its data.
 */
export const portalFault = z.enum([
  "slow",
  "mirror_down",
  "rate_limit",
  "rate_limit_bare",
  "server_error",
  "html_instead",
  "logged_out",
  "banned",
  "captcha",
  "empty_shell",
  "stale",
  "wrong_site",
  "layout_changed",
  "layout_broken",
]);
export type PortalFault = z.infer<typeof portalFault>;

/** When a fault strikes, where and how. */
const faultRule = faultTiming.extend({
  /** Only at these hosts; default the two that serve the tool. */
  hosts: z.array(portalHost).default(["sam", "sam2"]),
  /** Only these calls; default all. */
  calls: z.array(portalCall).optional(),
  /** slow: how long to hold the answer besides the latency, ms; default 1000. */
  delayMs: z.int().nonnegative().max(600_000).default(1000),
  /** rate_limit: seconds in Retry-After; default 1. */
  retryAfterSecs: z.int().nonnegative().default(1),
  /** server_error: status to answer; default 503. */
  status: z.int().min(500).max(599).default(503),
});
type FaultRule = z.infer<typeof faultRule>;

export const portalFaults = z.partialRecord(portalFault, faultRule);
export type PortalFaultSettings = z.infer<typeof portalFaults>;
export type PortalFaultInput = z.input<typeof portalFaults>;

export type PortalFaults = Faults<PortalFault, FaultRule, { host: PortalHost; call: PortalCall }>;

export function createPortalFaults(initial: PortalFaultSettings, random: Random): PortalFaults {
  return createFaults(
    initial,
    random,
    ({ hosts, calls }, { host, call }) =>
      hosts.includes(host) && (calls === undefined || calls.includes(call)),
  );
}
