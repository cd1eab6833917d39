import { z } from "zod";
import type { Random } from "./random.ts";

/** When a fault strikes; a simulator adds how and where. All conditions given must hold. */
export const faultTiming = z
  .object({
    /** Chance per request, 0..1; default 1. */
    probability: z.number().min(0).max(1).default(1),
    /** Every n-th request the rule looks at. */
    every: z.int().positive().optional(),
    /** Only after this many requests the rule looked at; default 0. */
    after: z.int().nonnegative().default(0),
    /** At most this many times; no limit when absent. */
    times: z.int().positive().optional(),
  })
  .strict();
export type FaultTiming = z.infer<typeof faultTiming>;

/** The rules in force and how often each was asked and struck. */
export interface Faults<Name extends string, Rule extends FaultTiming, Request> {
  settings(): Partial<Record<Name, Rule>>;
  /** Replaces all rules and forgets the counts. */
  set(settings: Partial<Record<Name, Rule>>): void;
  /** How often each has struck since its rules were set. */
  struck(): Partial<Record<Name, number>>;
  /** The rule when it strikes this request. */
  strikes(name: Name, request: Request): Rule | null;
}

/** `concerns`: whether a rule looks at a request at all. */
export function createFaults<Name extends string, Rule extends FaultTiming, Request>(
  initial: Partial<Record<Name, Rule>>,
  random: Random,
  concerns: (rule: Rule, request: Request) => boolean,
): Faults<Name, Rule, Request> {
  let settings = initial;
  let asked = new Map<Name, number>();
  let struck = new Map<Name, number>();
  return {
    settings: () => settings,
    set: (next) => {
      settings = next;
      asked = new Map();
      struck = new Map();
    },
    struck: () => Object.fromEntries(struck) as Partial<Record<Name, number>>,
    strikes: (name, request) => {
      const rule = settings[name];
      if (rule === undefined || !concerns(rule, request)) return null;
      const turn = (asked.get(name) ?? 0) + 1;
      asked.set(name, turn);
      const times = struck.get(name) ?? 0;
      if (!isDue(rule, turn, times) || !random.chance(rule.probability)) return null;
      struck.set(name, times + 1);
      return rule;
    },
  };
}

function isDue(rule: FaultTiming, turn: number, times: number): boolean {
  if (turn <= rule.after) return false;
  if (rule.times !== undefined && times >= rule.times) return false;
  return rule.every === undefined || (turn - rule.after) % rule.every === 0;
}
