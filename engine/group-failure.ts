import { childKeyOf, runIdOf } from "./run-id.ts";
import type { StoredError } from "./stored-error.ts";

/** What a group's children are found by. */
export interface GroupIdentity {
  /** The definition's id. */
  workflow: string;
  key: string;
  size: number;
}

export interface ChildFailure {
  index: number;
  runId: string;
  error: StoredError;
}

/**
 * The error of a group whose children failed, on the rung of its first failure; one that needs a person comes first, so
 * that the parent pauses for it too. Its facts name the group: resuming the parent resumes these children.
 */
export function groupFailure(group: GroupIdentity, failures: readonly ChildFailure[]): StoredError {
  const first = failures.find(({ error }) => error.rung === "needs_attention") ?? failures[0];
  if (first === undefined) throw new Error(`Group "${group.key}" failed without a failed child.`);
  const { index, runId, error } = first;
  const which = `child ${index + 1} (run ${runId})`;
  const message =
    failures.length === 1
      ? `In group "${group.key}" of ${group.size}, ${which} failed: ${error.message}`
      : `In group "${group.key}" of ${group.size}, ${failures.length} children failed, first ${which}: ${error.message}`;
  return {
    name: error.name === "RunCancelled" ? "Rejected" : error.name,
    message,
    rung: error.rung,
    facts: {
      ...error.facts,
      group: group.key,
      groupWorkflow: group.workflow,
      groupSize: group.size,
      failed: failures.length,
      childRunId: runId,
    },
    afterMs: null,
    cause: error.message,
  };
}

/** The ids of all children of the group a run failed by; none when it failed by something else. */
export function childrenOfGroupFailure(parentRunId: string, error: StoredError): string[] {
  const { group, groupWorkflow, groupSize } = error.facts;
  if (typeof group !== "string" || typeof groupWorkflow !== "string" || typeof groupSize !== "number")
    return [];
  return Array.from({ length: groupSize }, (_, index) =>
    runIdOf(groupWorkflow, childKeyOf(parentRunId, groupChildKey(group, index))),
  );
}

/** The child a group failed by, when the step is the one that waited for the group. */
export function childOfGroupFailure(step: string | null, error: StoredError): string | null {
  const { childRunId } = error.facts;
  const isGroup = step?.startsWith("~group:") === true || step?.startsWith("~window:") === true;
  return isGroup && typeof childRunId === "string" ? childRunId : null;
}

/** The key of one child of a group. */
export function groupChildKey(group: string, index: number): string {
  return `${group}:${index}`;
}
