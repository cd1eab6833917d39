import type { EngineTelemetry } from "@millrace/engine";
import type { Metrics } from "@millrace/platform/telemetry";

/** Counts and times what the engine does. `outcome` is the rung of the ladder it ended on, or `succeeded`. */
export function engineMetrics({ stepDurationSeconds, runDurationSeconds }: Metrics): EngineTelemetry {
  return {
    stepTried: ({ workflow, rung, startedAtMs, endedAtMs }) =>
      stepDurationSeconds.observe(
        { workflow, outcome: rung ?? "succeeded" },
        (endedAtMs - startedAtMs) / 1_000,
      ),
    runEnded: ({ workflow, rung, startedAtMs, endedAtMs }) =>
      runDurationSeconds.observe(
        { workflow, outcome: rung ?? "succeeded" },
        (endedAtMs - startedAtMs) / 1_000,
      ),
  };
}
