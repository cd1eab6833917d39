import { DBOS } from "@dbos-inc/dbos-sdk";
import { UserFacingError } from "@millrace/platform/errors";

/** One recorded step of a run, by the name that the run's detail shows. */
export interface RecordedStep {
  /** Its place in the order of starts. */
  number: number;
  name: string;
  startedAtMs: number | null;
  childRunId: string | null;
}

/** In the order they started. Call it outside a workflow's context. */
export async function readRecordedSteps(runId: string): Promise<RecordedStep[]> {
  const steps = (await DBOS.listWorkflowSteps(runId)) ?? [];
  return steps
    .map((step) => ({
      number: step.functionID,
      name: shownName(step),
      startedAtMs: step.startedAtEpochMs ?? null,
      childRunId: step.childWorkflowID,
    }))
    .toSorted((one, other) => one.number - other.number);
}

/** A child's start is recorded under the child's workflow: shown as what it is. */
export function shownName(step: { name: string; childWorkflowID: string | null }): string {
  return step.childWorkflowID === null ? step.name : `start ${step.name}`;
}

/** What stays done when a run goes again from `number`. */
export function namesBefore(steps: readonly RecordedStep[], number: number): string[] {
  return steps.filter((step) => step.number < number).map((step) => step.name);
}

/** Longest list of names a sentence carries. */
const mostNames = 12;

/** The first step of that name. Throws `step_not_found` with the names there are. */
export function findStep(runId: string, steps: readonly RecordedStep[], name: string): RecordedStep {
  const found = steps.find((step) => step.name === name);
  if (found !== undefined) return found;
  const names = [...new Set(steps.map((step) => step.name))];
  const listed = names
    .slice(0, mostNames)
    .map((known) => `"${known}"`)
    .join(", ");
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
  throw new UserFacingError(
    "step_not_found",
    names.length === 0
      ? `Run ${runId} has recorded no step yet, so not "${name}": leave the step out.`
      : `Run ${runId} has recorded no step "${name}": name one of ${listed}${more}.`,
  );
}
