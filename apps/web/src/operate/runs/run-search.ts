import type { RunStatus } from "@millrace/server/contract";
import type { RunFilter } from "../api.ts";

export const runStatuses = [
  "queued",
  "running",
  "succeeded",
  "failed",
  "cancelled",
  "paused",
] as const satisfies readonly RunStatus[];

/** How far back, in ms; the address keeps the name, so that a kept link goes on meaning "the last day". */
const spans = { "1h": 3_600_000, "24h": 86_400_000, "7d": 604_800_000, "30d": 2_592_000_000 } as const;
export type RunSpan = keyof typeof spans;
export const runSpans = Object.keys(spans) as readonly RunSpan[];

/** What the address of the runs page says. */
export interface RunSearch {
  status?: RunStatus;
  workflow?: string;
  queue?: string;
  span?: RunSpan;
  q?: string;
}

/** Reads the address leniently: what it does not know is left out. */
export function readRunSearch(raw: Record<string, unknown>): RunSearch {
  const text = (name: string) => {
    const value = raw[name];
    return typeof value === "string" && value.trim() !== "" ? value : undefined;
  };
  const found = {
    status: runStatuses.find((candidate) => candidate === raw["status"]),
    workflow: text("workflow"),
    queue: text("queue"),
    span: runSpans.find((candidate) => candidate === raw["span"]),
    q: text("q"),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as RunSearch;
}

/** What is asked of the server; a span begins at a full minute, so that the same list keeps its name in the cache. */
export function toRunFilter(search: RunSearch, nowMs: number): RunFilter {
  const { status, workflow, queue, span, q } = search;
  const since =
    span === undefined
      ? undefined
      : new Date(Math.floor((nowMs - spans[span]) / 60_000) * 60_000).toISOString();
  return { status, workflow, queue, since, search: q };
}
