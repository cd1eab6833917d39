import { randomUUID } from "node:crypto";
import { DBOS } from "@dbos-inc/dbos-sdk";
import { codeOf } from "@millrace/platform/errors";
import { queueOf, readKnownRun } from "./known-run.ts";
import { runIdOf } from "./run-id.ts";
import { findStep, readRecordedSteps } from "./run-steps.ts";

const uniqueViolation = "23505";

/**
 * Starts a new run with the input of another, and what that one recorded before the step named; null: from its beginning.
 * Children it started before that step are shared, and can't be started again by the first run before the fork has
 * succeeded; later ones are its own. It runs on the same queue (level included) as
 * `version` and has no parent. The same key for the same run and step gives the same run. Resolves with its id. Call it
 * outside a workflow's context.
 */
export async function forkRun(
  runId: string,
  from: { step: string | null; key: string | null; version: string },
): Promise<string> {
  const run = await readKnownRun(runId);
  const startStep =
    from.step === null ? 0 : findStep(runId, await readRecordedSteps(runId), from.step).number;
  const key = from.key ?? randomUUID();
  const newWorkflowID = runIdOf(run.workflow, `fork/${runId}/${from.step ?? ""}/${key}`);
  try {
    await DBOS.forkWorkflow(runId, startStep, {
      ...queueOf(run),
      newWorkflowID,
      applicationVersion: from.version,
    });
  } catch (error) {
    // The same request came before: its run is the answer.
    if (codeOf(error) !== uniqueViolation) throw error;
  }
  return newWorkflowID;
}
