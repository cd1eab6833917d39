import type { RunStatus, RunSummary } from "@millrace/server/contract";
import { describe, expect, it } from "vitest";
import { applyChanges, mergeFirstPage } from "./merge-runs.ts";

/** The run created at this second; ids sort as they were created. */
function run(second: number, status: RunStatus = "succeeded"): RunSummary {
  return {
    run_id: `run-${second}`,
    workflow: "errand",
    status,
    queue: null,
    parent_run_id: null,
    created_at: new Date(second * 1000).toISOString(),
    started_at: null,
    ended_at: null,
    progress: null,
    error: null,
  };
}

const page = (seconds: readonly number[], next: string | null) => ({
  items: seconds.map((second) => run(second)),
  next_cursor: next,
});
const idsOf = (pages: readonly { items: readonly RunSummary[] }[]) =>
  pages.flatMap((one) => one.items.map((each) => each.run_id));

describe("a fresh first page", () => {
  it("puts new runs on top and keeps the further pages", () => {
    const merged = mergeFirstPage([page([9, 8], "a"), page([7, 6], null)], page([10, 9], "b"));
    expect(idsOf(merged)).toEqual(["run-10", "run-9", "run-8", "run-7", "run-6"]);
  });

  it("takes out what no longer belongs to the list, as far back as it reaches", () => {
    const merged = mergeFirstPage([page([9, 8], "a"), page([7, 6], null)], page([9, 7], "b"));
    expect(idsOf(merged)).toEqual(["run-9", "run-7", "run-6"]);
  });

  it("is the whole list when nothing comes after it", () => {
    expect(idsOf(mergeFirstPage([page([9], "a"), page([8], null)], page([9], null)))).toEqual(["run-9"]);
  });
});

describe("a change of status", () => {
  const change = new Map([["run-8", { status: "failed", at: "2026-01-01T00:00:00.000Z" } as const]]);

  it("is written into the run wherever it stands", () => {
    const [changed] = applyChanges([page([9, 8], null)], change, undefined);
    expect(changed?.items[1]).toMatchObject({ status: "failed", ended_at: "2026-01-01T00:00:00.000Z" });
  });

  it("takes the run out of a list of another status", () => {
    expect(idsOf(applyChanges([page([9, 8], null)], change, "succeeded"))).toEqual(["run-9"]);
  });
});
