import { z } from "zod";
import type { Random } from "./random.ts";

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

/** When a fault strikes, and how. All conditions given must hold. */
export const faultRule = z
  .object({
    /** Chance per request, 0..1; default 1. */
    probability: z.number().min(0).max(1).default(1),
    /** Every n-th request the rule looks at. */
    every: z.int().positive().optional(),
    /** Only after this many requests the rule looked at; default 0. */
    after: z.int().nonnegative().default(0),
    /** At most this many times; no limit when absent. */
    times: z.int().positive().optional(),
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

/** The rules in force and how often each was asked and struck. */
export interface Faults {
  settings(): FaultSettings;
  /** Replaces all rules and forgets the counts. */
  set(settings: FaultSettings): void;
  /** How often each has struck since its rules were set. */
  struck(): Partial<Record<FaultName, number>>;
  /** The rule when it strikes this request. */
  strikes(name: FaultName, page: PageKind): FaultRule | null;
}

export function createFaults(initial: FaultSettings, random: Random): Faults {
  let settings = initial;
  let asked = new Map<FaultName, number>();
  let struck = new Map<FaultName, number>();
  return {
    settings: () => settings,
    set: (next) => {
      settings = next;
      asked = new Map();
      struck = new Map();
    },
    struck: () => Object.fromEntries(struck),
    strikes: (name, page) => {
      const rule = settings[name];
      if (rule === undefined || (rule.on !== "all" && rule.on !== page)) return null;
      const turn = (asked.get(name) ?? 0) + 1;
      asked.set(name, turn);
      const times = struck.get(name) ?? 0;
      if (!isDue(rule, turn, times) || !random.chance(rule.probability)) return null;
      struck.set(name, times + 1);
      return rule;
    },
  };
}

function isDue(rule: FaultRule, turn: number, times: number): boolean {
  if (turn <= rule.after) return false;
  if (rule.times !== undefined && times >= rule.times) return false;
  return rule.every === undefined || (turn - rule.after) % rule.every === 0;
}
