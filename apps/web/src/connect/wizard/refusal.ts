import type { ConnectCheck } from "@millrace/connect/contract";
import { ApiProblem } from "../../shared/api/problem.ts";

/** A sentence for each field at fault, by the field's path ("source.api_key"). */
export type FieldErrors = Readonly<Record<string, string>>;

/** The field a refusal of the API names, with its sentence; empty when it names none. */
export function refusalErrors(error: unknown): FieldErrors {
  if (!(error instanceof ApiProblem) || error.problem.field === undefined) return {};
  const path = error.problem.field.replace(/^json\./u, "");
  // Below its own field, the sentence need not name it again.
  const sentence = error.message.replace(/^json\.[\w.]+: /u, "");
  return { [path]: sentence.charAt(0).toUpperCase() + sentence.slice(1) };
}

/** What a check found, at the settings it names. */
export function checkErrors(check: ConnectCheck): FieldErrors {
  const ofEnd = (end: "source" | "destination") => {
    const { is_ok: isOk, setting, message } = check[end];
    return isOk || setting === null ? [] : [[`${end}.${setting}`, message] as const];
  };
  return Object.fromEntries([...ofEnd("source"), ...ofEnd("destination")]);
}

/** Without what is said of a field, and of the fields below it. */
export const withoutErrors = (errors: FieldErrors, path: string): FieldErrors =>
  Object.fromEntries(
    Object.entries(errors).filter(([each]) => each !== path && !each.startsWith(`${path}.`)),
  );
