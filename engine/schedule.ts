import { Broken } from "@millrace/platform/errors";
import { planOf } from "./cron-plan.ts";
import type { MissedRuns } from "./operations.ts";
import type { WorkflowDefinition } from "./workflow.ts";

/** Runs of a workflow at planned times. */
export interface ScheduleDefinition<Input, Output> {
  /** Stable kebab-case name ("nightly-refresh"); one run per name and planned time. */
  name: string;
  workflow: WorkflowDefinition<Input, Output>;
  /** The run's input from the time it was planned for (ISO 8601, UTC): the same time must give the same input. */
  input: (plannedAt: string) => Input;
  /**
   * Five fields, or six with seconds first; names, ranges, steps, `L`, `#` and `@daily`-like nicknames are understood.
   * When both day fields are restricted, either is enough, as in Vixie cron.
   */
  cron: string;
  /** IANA name ("Europe/Paris"). */
  timeZone: string;
  /**
   * What to do about times nobody started within 30 s: `skip` them, start the `latest`, or `all` of the newest hundred.
   */
  missedRuns: MissedRuns;
}

/** A schedule as the engine takes it, whatever its workflow's input. */
export type Schedule = ScheduleDefinition<unknown, unknown>;

/**
 * Declares a schedule. Throws `Broken` when the name, the cron expression or the time zone is not valid.
 *
 * @example
 * defineSchedule({ name: "nightly-refresh", workflow: refresh, input: (plannedAt) => ({ since: plannedAt }), cron: "0 3 * * *", timeZone: "Europe/Paris", missedRuns: "latest" });
 */
export function defineSchedule<Input, Output>(schedule: ScheduleDefinition<Input, Output>): Schedule {
  if (!/^[a-z][a-z0-9-]{0,59}$/.test(schedule.name)) {
    throw new Broken(`Schedule name "${schedule.name}" must be kebab-case and at most 60 characters.`);
  }
  planOf(schedule);
  return schedule as Schedule;
}
