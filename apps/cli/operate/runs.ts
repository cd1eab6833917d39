import {
  runDetail,
  runLogPage,
  runPage,
  startedRun,
  type RunDetail,
  type RunSummary,
} from "@millrace/server/contract";
import { askHouse, type OutputFlags } from "./ask-house.ts";
import { withQuery } from "../shared/with-query.ts";
import { factsOf, tableOf, type Column } from "./table.ts";
import { durationText, instantText } from "./units.ts";

export interface RunsFlags extends OutputFlags {
  status?: string;
  workflow?: string;
  queue?: string;
  search?: string;
  parent?: string;
  since?: string;
  limit: number;
  cursor?: string;
}

export interface PageFlags extends OutputFlags {
  limit: number;
  cursor?: string;
}

export type RunAct = "cancel" | "pause" | "resume";

/** `operate runs` */
export function showRuns({ json, ...filter }: RunsFlags): Promise<void> {
  const lines = ({ items, next_cursor }: { items: RunSummary[]; next_cursor: string | null }): string[] =>
    items.length === 0 ? ["No run matches."] : [...tableOf(items, runColumns), ...moreOf(next_cursor)];
  return askHouse({ path: withQuery("/runs", { ...filter }), answer: runPage, lines }, flagsOf(json));
}

/** `operate run <id>` */
export function showRun(id: string, flags: OutputFlags): Promise<void> {
  return askHouse({ path: runPath(id), answer: runDetail, lines: runLines }, flags);
}

/** `operate logs <id>` */
export function showLogs(id: string, { json, ...page }: PageFlags): Promise<void> {
  return askHouse(
    {
      path: withQuery(`${runPath(id)}/logs`, { ...page }),
      answer: runLogPage,
      lines: ({ items, next_cursor }) =>
        items.length === 0
          ? ["It has written nothing."]
          : [
              ...items.map(
                ({ at, level, step, message, facts }) =>
                  `${at}  ${level.padEnd(5)}  ${step ?? "–"}  ${message}${factsText(facts)}`,
              ),
              ...moreOf(next_cursor),
            ],
    },
    flagsOf(json),
  );
}

/** `operate cancel|pause|resume <id>` */
export function actOnRun(act: RunAct, id: string, flags: OutputFlags): Promise<void> {
  return askHouse({ path: `${runPath(id)}/${act}`, answer: runDetail, body: {}, lines: standing }, flags);
}

/** `operate retry <id>` */
export function retryRun(id: string, flags: OutputFlags & { fromStep?: string }): Promise<void> {
  const body = { from_step: flags.fromStep ?? null };
  return askHouse({ path: `${runPath(id)}/retry`, answer: runDetail, body, lines: standing }, flags);
}

/** `operate fork <id>` */
export function forkRun(id: string, flags: OutputFlags & { fromStep?: string }): Promise<void> {
  const body = { from_step: flags.fromStep ?? null };
  const lines = ({ run_id }: { run_id: string }): string[] => [`Started ${run_id}.`];
  return askHouse({ path: `${runPath(id)}/fork`, answer: startedRun, body, lines }, flags);
}

/** How a page that is not the last one ends. */
export function moreOf(nextCursor: string | null): string[] {
  return nextCursor === null ? [] : [`More: --cursor ${nextCursor}`];
}

function flagsOf(json: boolean | undefined): OutputFlags {
  return json === undefined ? {} : { json };
}

function runPath(id: string): string {
  return `/runs/${encodeURIComponent(id)}`;
}

function standing({ run_id, status }: RunDetail): string[] {
  return [`${run_id} is ${status}.`];
}

const runColumns: Column<RunSummary>[] = [
  { heading: "run", of: (run) => run.run_id },
  { heading: "status", of: (run) => run.status },
  { heading: "queue", of: (run) => run.queue },
  { heading: "created", of: (run) => instantText(run.created_at) },
  { heading: "took", of: tookText },
  { heading: "progress", of: progressText },
  { heading: "error", of: (run) => run.error?.message ?? null },
];

function tookText({ started_at, ended_at }: RunSummary): string | null {
  if (started_at === null || ended_at === null) return null;
  return durationText(Date.parse(ended_at) - Date.parse(started_at));
}

export function progressText({ progress }: Pick<RunSummary, "progress">): string | null {
  if (progress === null) return null;
  return `${progress.done}${progress.of === null ? "" : `/${progress.of}`} ${progress.unit}`;
}

function runLines(run: RunDetail): string[] {
  const facts = factsOf([
    ["run", run.run_id],
    ["workflow", run.workflow],
    ["status", run.status],
    ["queue", run.queue],
    ["parent", run.parent_run_id],
    ["created", instantText(run.created_at)],
    ["started", instantText(run.started_at)],
    ["ended", instantText(run.ended_at)],
    ["progress", progressText(run)],
    ["error", run.error === null ? null : `${run.error.name} (${run.error.rung}): ${run.error.message}`],
    ["input", JSON.stringify(run.input)],
    ["output", JSON.stringify(run.output)],
  ]);
  return run.steps.length === 0 ? facts : [...facts, "", ...tableOf(run.steps, stepColumns)];
}

const stepColumns: Column<RunDetail["steps"][number]>[] = [
  { heading: "step", of: (step) => step.name },
  { heading: "started", of: (step) => instantText(step.started_at) },
  {
    heading: "took",
    of: ({ started_at, ended_at }) =>
      started_at === null || ended_at === null
        ? null
        : durationText(Date.parse(ended_at) - Date.parse(started_at)),
  },
  { heading: "tries", of: (step) => step.attempts },
  { heading: "child", of: (step) => step.child_run_id },
  { heading: "last failure", of: (step) => step.error?.message ?? step.failures.at(-1)?.message ?? null },
];

function factsText(facts: Readonly<Record<string, unknown>>): string {
  return Object.keys(facts).length === 0 ? "" : `  ${JSON.stringify(facts)}`;
}
