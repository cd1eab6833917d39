import { isRecord, type Value } from "../../values/value.ts";
import { writeJson } from "../../values/write-json.ts";

/** What templates may name. A value that is null is not there yet: the parameter it stands in is left out. */
export interface TemplateValues {
  secrets: Readonly<Record<string, string>>;
  config: Readonly<Record<string, Value>>;
  /** Where the last sync ended, as `incremental` writes it. */
  state: { readonly cursor: Value };
  page: { readonly cursor: Value; readonly number: Value; readonly offset: Value };
}

/** "{{ config.shop }}" names a variable; nothing is computed. */
const VARIABLE = /\{\{\s*(?<scope>[a-z]+)\.(?<name>\w+)\s*\}\}/gu;
const ONE_VARIABLE = /^\{\{\s*(?<scope>[a-z]+)\.(?<name>\w+)\s*\}\}$/u;

export interface Variable {
  scope: string;
  name: string;
}

/** The variables of a text, and whether braces are left that name none. */
export function readTemplate(text: string): { variables: Variable[]; isBroken: boolean } {
  const variables = [...text.matchAll(VARIABLE)].map(({ groups }) => variableOf(groups));
  return { variables, isBroken: /\{\{|\}\}/u.test(text.replaceAll(VARIABLE, "")) };
}

/** The text with its variables filled in, each as `write` writes it; null when one of them has no value. */
export function fillText(
  text: string,
  values: TemplateValues,
  write: (value: string) => string = (value) => value,
): string | null {
  let isWhole = true;
  const filled = text.replaceAll(VARIABLE, (_match, scope: string, name: string) => {
    const value = valueOf({ scope, name }, values);
    if (value === null) isWhole = false;
    return write(textOf(value));
  });
  return isWhole ? filled : null;
}

/**
 * A body with its variables filled in. A text that is one variable becomes its value, numbers as numbers; a field or item
 * without a value is left out.
 */
export function fillValue(value: Value, values: TemplateValues): Value {
  if (typeof value === "string") return fillWhole(value, values);
  if (Array.isArray(value))
    return (value as readonly Value[])
      .filter((item) => isThere(item, values))
      .map((item) => fillValue(item, values));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => isThere(inner, values))
      .map(([name, inner]) => [name, fillValue(inner, values)]),
  );
}

/** Whether every variable of a text has a value; what is no text is there. */
const isThere = (value: Value, values: TemplateValues): boolean =>
  typeof value !== "string" || fillText(value, values) !== null;

function fillWhole(text: string, values: TemplateValues): Value {
  const groups = ONE_VARIABLE.exec(text)?.groups;
  return groups === undefined ? fillText(text, values) : valueOf(variableOf(groups), values);
}

const variableOf = (groups: Record<string, string> | undefined): Variable => ({
  scope: groups?.["scope"] ?? "",
  name: groups?.["name"] ?? "",
});

function valueOf({ scope, name }: Variable, values: TemplateValues): Value {
  const named = (values as unknown as Record<string, Record<string, Value> | undefined>)[scope];
  return named !== undefined && Object.hasOwn(named, name) ? (named[name] ?? null) : null;
}

function textOf(value: Value): string {
  if (value === null) return "";
  return typeof value === "string" ? value : writeJson(value);
}
