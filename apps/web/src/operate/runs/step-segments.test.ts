import type { RunAttempt, RunStep } from "@millrace/server/contract";
import { describe, expect, it } from "vitest";
import { segmentsOf, spanOf } from "./step-segments.ts";

const at = (ms: number) => new Date(ms).toISOString();

function attempt(fromMs: number, toMs: number, retryMs: number | null, rung = "transient"): RunAttempt {
  return {
    rung,
    name: "Transient",
    message: "503",
    started_at: at(fromMs),
    ended_at: at(toMs),
    retry_at: retryMs === null ? null : at(retryMs),
  };
}

function step(fields: Partial<RunStep>): RunStep {
  return {
    name: "call",
    started_at: at(0),
    ended_at: null,
    attempts: 1,
    error: null,
    failures: [],
    child_run_id: null,
    ...fields,
  };
}

describe("the stretches of a step", () => {
  it("are one for a step that went well at once", () => {
    expect(segmentsOf(step({ ended_at: at(50) }), 100)).toEqual([{ kind: "done", fromMs: 0, toMs: 50 }]);
  });

  it("show each failed try, the waits between, and the try that went well", () => {
    const retried = step({
      ended_at: at(90),
      failures: [attempt(0, 10, 30), attempt(30, 40, 80, "try_again_later")],
    });
    expect(segmentsOf(retried, 100)).toEqual([
      { kind: "failed", fromMs: 0, toMs: 10 },
      { kind: "pause", fromMs: 10, toMs: 30 },
      { kind: "waited", fromMs: 30, toMs: 40 },
      { kind: "pause", fromMs: 40, toMs: 80 },
      { kind: "done", fromMs: 80, toMs: 90 },
    ]);
  });

  it("end with the try that gave up", () => {
    const error = { name: "Transient", message: "503", rung: "transient" };
    const failed = step({ ended_at: at(40), error, failures: [attempt(0, 10, 30), attempt(30, 40, null)] });
    expect(segmentsOf(failed, 100).map(({ kind }) => kind)).toEqual(["failed", "pause", "failed"]);
  });

  it("reach to now while the step waits, and while it is tried again", () => {
    const waiting = step({ failures: [attempt(0, 10, 50)] });
    expect(segmentsOf(waiting, 30).at(-1)).toEqual({ kind: "pause", fromMs: 10, toMs: 30 });
    expect(segmentsOf(waiting, 70).at(-1)).toEqual({ kind: "open", fromMs: 50, toMs: 70 });
  });

  it("are none before it began", () => {
    expect(segmentsOf(step({ started_at: null }), 10)).toEqual([]);
  });
});

describe("the time a run's steps lie in", () => {
  it("goes from the first to the last, and to now while it runs", () => {
    const steps = [
      step({ started_at: at(10), ended_at: at(20) }),
      step({ started_at: at(20), ended_at: at(45) }),
    ];
    expect(spanOf(steps, false, 100)).toEqual({ fromMs: 10, toMs: 45 });
    expect(spanOf(steps, true, 100)).toEqual({ fromMs: 10, toMs: 100 });
  });

  it("is never empty", () => {
    expect(spanOf([], false, 100)).toEqual({ fromMs: 100, toMs: 101 });
  });
});
