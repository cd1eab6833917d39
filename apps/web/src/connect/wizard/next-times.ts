import { Cron } from "croner";

/** As the engine reads a plan, clock changes included. */
const options = { mode: "5-part", fixedTimeRule: "no-wildcard", paused: true } as const;

function parse(cron: string, timeZone: string): Cron | null {
  try {
    return new Cron(cron.trim(), { ...options, timezone: timeZone });
  } catch (error) {
    // croner refuses with plain errors, whatever is wrong with the expression
    if (error instanceof Error) return null;
    throw error;
  }
}

export const isCron = (cron: string): boolean => parse(cron, "UTC") !== null;

/** The next planned times of a cron expression, ISO 8601; none when it can't be read. */
export const nextTimes = (cron: string, timeZone: string, count: number, nowMs: number): string[] =>
  (parse(cron, timeZone)?.nextRuns(count, new Date(nowMs)) ?? []).map((time) => time.toISOString());
