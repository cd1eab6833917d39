import { ApiProblem } from "../shared/api/problem.ts";

/** The server's sentence about one field of a form ("json.password"), for the line below it. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const named = error.problem.field?.replace(/^json\./u, "");
  if (named !== field) return undefined;
  // Below its own field, the sentence need not name it again.
  const sentence = error.message.replace(/^json\.[\w.]+: /u, "");
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** Whether the problem is already told below one of these fields. */
export function isToldBelow(error: unknown, fields: readonly string[]): boolean {
  return fields.some((field) => fieldProblem(error, field) !== undefined);
}
