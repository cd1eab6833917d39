import { HttpProblem } from "@millrace/platform/api";
import { UserFacingError } from "@millrace/platform/errors";

/** How the engine's refusals are answered: the status, and the field at fault where one is. */
const refusals: Readonly<Record<string, { status: number; field?: string }>> = {
  run_not_found: { status: 404 },
  schedule_not_found: { status: 404 },
  not_a_dead_letter: { status: 409 },
  run_active: { status: 409 },
  children_shared: { status: 409 },
  step_not_found: { status: 422, field: "json.from_step" },
  step_required: { status: 422, field: "json.from_step" },
};

/** Runs what asks the engine; its refusals become problems that name the field. Anything else is thrown as it is. */
export async function withRefusals<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    const known = error instanceof UserFacingError ? refusals[error.code] : undefined;
    if (known === undefined || !(error instanceof UserFacingError)) throw error;
    const { status, field } = known;
    const options = { cause: error, ...(field === undefined ? {} : { field }) };
    throw new HttpProblem(status, error.code, error.message, options);
  }
}
