import { createFaults, faultTiming, type Faults, type Random } from "@millrace/platform/simulation";
import { z } from "zod";

export const faultName = z.enum([
  "slow",
  "rate_limit",
  "rate_limit_bare",
  "server_error",
  "reset",
  "truncated",
  "login",
  "login_redirect",
  "challenge",
  "consent",
  "empty_shell",
  "changed_layout",
  "duplicates",
  "reposts",
]);
export type FaultName = z.infer<typeof faultName>;

/** When a fault strikes, and how. */
export const faultRule = faultTiming
  .extend({
    /** Which pages the rule looks at; default all. */
    on: z.enum(["all", "listing", "post"]).default("all"),
    /** slow: how long to hold the answer, in ms; default 1000. */
    delayMs: z.int().nonnegative().max(600_000).default(1000),
    /** rate_limit: seconds in Retry-After; default 1. */
    retryAfterSecs: z.int().nonnegative().default(1),
    /** server_error: status to answer; default 503. */
    status: z.int().min(500).max(599).default(503),
    /** truncated: true ends the half body as if it were whole; default false cuts the connection before the announced length. */
    isClean: z.boolean().default(false),
  })
  .strict();
export type FaultRule = z.infer<typeof faultRule>;

export const faultSettings = z.partialRecord(faultName, faultRule);
export type FaultSettings = z.infer<typeof faultSettings>;
export type FaultInput = z.input<typeof faultSettings>;

export type PageKind = "listing" | "post";

/** The rules in force, by the kind of page asked for. */
export type SiteFaults = Faults<FaultName, FaultRule, PageKind>;

export function createSiteFaults(initial: FaultSettings, random: Random): SiteFaults {
  return createFaults(initial, random, ({ on }, page) => on === "all" || on === page);
}
