import { DBOS } from "@dbos-inc/dbos-sdk";
import { UserFacingError } from "@millrace/platform/errors";
import { defaultQueue } from "./queues.ts";
import { placeOf } from "./run-place.ts";

/** A run as DBOS keeps it, with the queue its place names: a stopped run's row may have lost it. */
export interface KnownRun {
  runId: string;
  workflow: string;
  /** DBOS's own word ("SUCCESS"). */
  status: string;
  error: unknown;
  queueName: string;
  queuePartitionKey: string | null;
}

/** Throws `run_not_found` when there is none. Call it outside a workflow's context. */
export async function readKnownRun(runId: string): Promise<KnownRun> {
  const run = await DBOS.getWorkflowStatus(runId);
  if (run === null)
    throw new UserFacingError(
      "run_not_found",
      `There is no run ${runId}: check the id, or whether it was pruned.`,
    );
  return {
    runId,
    workflow: run.workflowName,
    status: run.status,
    error: run.error,
    queueName: placeOf(run.input?.[1])?.queue ?? defaultQueue.name,
    queuePartitionKey: run.queuePartitionKey ?? null,
  };
}

/** What DBOS needs to put a run on its queue again. */
export function queueOf(run: KnownRun): { queueName: string; queuePartitionKey?: string } {
  const { queueName, queuePartitionKey } = run;
  return { queueName, ...(queuePartitionKey === null ? {} : { queuePartitionKey }) };
}
