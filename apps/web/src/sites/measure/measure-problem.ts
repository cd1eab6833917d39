import type { TFunction } from "i18next";
import { ApiProblem } from "../../shared/api/problem.ts";
import { bounds, type MeasureForm, type NumberField } from "./measure-form.ts";

/** The field of the form that a refusal of the API names ("json.selection.tags.0"). */
const fieldNames: Readonly<Record<string, keyof MeasureForm>> = {
  status: "status",
  tags: "tags",
  older_than_hours: "olderThanHours",
  provider: "provider",
  workers: "workers",
  priority: "priority",
  remeasure_after_hours: "remeasureAfterHours",
};

/** Which field a refusal is about; null when it is about none of them. */
export function fieldOf(error: unknown): keyof MeasureForm | null {
  if (!(error instanceof ApiProblem)) return null;
  const path = error.problem.field?.split(".") ?? [];
  return path.map((part) => fieldNames[part]).find((field) => field !== undefined) ?? null;
}

/** A sentence for each field at fault: what the form itself sees, and what the server refused. */
export function errorsOf(
  wrong: readonly NumberField[],
  refusal: unknown,
  t: TFunction,
): Partial<Record<keyof MeasureForm, string>> {
  const seen = wrong.map((field) => {
    const { min, max, isWhole } = bounds[field];
    return [field, t(isWhole ? "scraping.measure.wholeNumber" : "scraping.measure.number", { min, max })];
  });
  const field = fieldOf(refusal);
  const refused = field === null || !(refusal instanceof Error) ? [] : [[field, refusal.message]];
  return Object.fromEntries([...refused, ...seen]) as Partial<Record<keyof MeasureForm, string>>;
}
