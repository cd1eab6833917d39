import type { PoolClient } from "pg";
import { inTransaction } from "@millrace/platform/db";
import { Broken } from "@millrace/platform/errors";
import type { Execution } from "./execution.ts";
import { readStepChange, recordStepChange } from "./queries/step-change.ts";
import type { StepContext } from "./workflow.ts";

/** `StepContext.transaction` for one try of a step. */
export function onceIn(execution: Execution, step: string): StepContext["transaction"] {
  let isUsed = false;
  return async <T>(change: (client: PoolClient) => Promise<T>): Promise<T> => {
    const { runId, core } = execution;
    if (isUsed)
      throw new Broken(`Step "${step}" of run ${runId} uses its transaction twice: make it two steps.`);
    isUsed = true;
    return inTransaction(core.pool, async (client) => {
      await execution.fence(client);
      const done = await readStepChange(client, runId, step);
      // The change that stored it returned a T.
      if (done !== null) return done.result as T;
      const result = await change(client);
      await recordStepChange(client, runId, step, result);
      return result;
    });
  };
}
