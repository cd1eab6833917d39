import { ApiProblem } from "../shared/api/problem.ts";

/** The server's sentence about one field of a form ("json.password"), for the line below it. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const named = error.problem.field?.replace(/^json\./u, "");
  return named === field ? error.message : undefined;
}

/** Whether the problem is already told below one of these fields. */
export function isToldBelow(error: unknown, fields: readonly string[]): boolean {
  return fields.some((field) => fieldProblem(error, field) !== undefined);
}
