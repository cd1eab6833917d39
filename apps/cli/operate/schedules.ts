import { scheduleList, scheduleState, startedRun, type ScheduleState } from "@millrace/server/contract";
import { askHouse, type OutputFlags } from "./ask-house.ts";
import { tableOf, type Column } from "./table.ts";
import { instantText } from "./units.ts";

/** `operate schedules` */
export function showSchedules(flags: OutputFlags): Promise<void> {
  return askHouse(
    {
      path: "/schedules",
      answer: scheduleList,
      lines: ({ items }) => (items.length === 0 ? ["Nothing is scheduled."] : tableOf(items, columns)),
    },
    flags,
  );
}

/** `operate schedule pause|resume <name>` */
export function actOnSchedule(act: "pause" | "resume", name: string, flags: OutputFlags): Promise<void> {
  return askHouse(
    {
      path: `${schedulePath(name)}/${act}`,
      answer: scheduleState,
      body: {},
      lines: (schedule) => [
        schedule.is_paused
          ? `Schedule ${schedule.name} is paused.`
          : `Schedule ${schedule.name} runs next at ${instantText(schedule.next_at) ?? "no time"}.`,
      ],
    },
    flags,
  );
}

/** `operate schedule run <name>` */
export function runSchedule(name: string, flags: OutputFlags): Promise<void> {
  const lines = ({ run_id }: { run_id: string }): string[] => [`Started ${run_id}.`];
  return askHouse({ path: `${schedulePath(name)}/run`, answer: startedRun, body: {}, lines }, flags);
}

function schedulePath(name: string): string {
  return `/schedules/${encodeURIComponent(name)}`;
}

const columns: Column<ScheduleState>[] = [
  { heading: "schedule", of: (schedule) => schedule.name },
  { heading: "workflow", of: (schedule) => schedule.workflow },
  { heading: "cron", of: (schedule) => `${schedule.cron} (${schedule.time_zone})` },
  { heading: "missed", of: (schedule) => schedule.missed_runs },
  { heading: "state", of: (schedule) => (schedule.is_paused ? "paused" : "on") },
  { heading: "next", of: (schedule) => instantText(schedule.next_at) },
  { heading: "last", of: (schedule) => instantText(schedule.last_at) },
  { heading: "last run", of: (schedule) => schedule.last_run_id },
];
