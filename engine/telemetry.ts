/** What the engine tells whoever counts; called after the fact, must not throw. */
export interface EngineTelemetry {
  /** One try of a step ended; `rung` is null when it succeeded. */
  stepTried?(tried: {
    workflow: string;
    runId: string;
    step: string;
    rung: string | null;
    startedAtMs: number;
    endedAtMs: number;
  }): void;
  /** One execution of a run ended in this process with an outcome of its own; `rung` is null when it succeeded. */
  runEnded?(ended: {
    workflow: string;
    runId: string;
    rung: string | null;
    startedAtMs: number;
    endedAtMs: number;
  }): void;
}
