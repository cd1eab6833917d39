import { Decimal, type Value } from "../values/value.ts";
import type { JsonSchema } from "../connectors/context.ts";
import type { ColumnType } from "./column.ts";

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const TIMESTAMP = /^(?<day>\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?$/u;
/** Most of them, told at a glance: no month lacks one of its first 28 days. */
const USUAL_TIMESTAMP =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z?$/u;
const DATE = /^\d{4}-\d\d-\d\d$/u;

/** The narrowest type that holds a value; a text is a text, whatever it looks like. */
export function typeOfValue(value: Exclude<Value, null>): ColumnType {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isInteger(value) && isInt64(value) ? "integer" : "number";
  if (typeof value === "bigint") return isInt64(value) ? "integer" : "decimal";
  if (typeof value === "string") return "text";
  return value instanceof Decimal ? "decimal" : "json";
}

/** Whether a column of this type holds the value as it is. */
export function fits(value: Exclude<Value, null>, type: ColumnType): boolean {
  if (type === "json") return true;
  if (typeof value === "string") return type === "text" || isTime(value, type);
  if (typeof value === "boolean") return type === "boolean";
  if (typeof value === "number") return numberFits(value, type);
  return exactFits(value, type);
}

function exactFits(value: Exclude<Value, null>, type: ColumnType): boolean {
  if (typeof value === "bigint") return type === "decimal" || (type === "integer" && isInt64(value));
  return value instanceof Decimal && type === "decimal";
}

function isTime(text: string, type: ColumnType): boolean {
  if (type === "timestamp")
    return (
      USUAL_TIMESTAMP.test(text) ||
      (isDay(TIMESTAMP.exec(text)?.groups?.["day"]) && !Number.isNaN(Date.parse(text)))
    );
  return type === "date" && DATE.test(text) && isDay(text);
}

/** Date.parse takes 30 February for 2 March. */
function isDay(text: string | undefined): boolean {
  const at = text === undefined ? Number.NaN : Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text ?? "");
}

function numberFits(value: number, type: ColumnType): boolean {
  if (type === "integer") return Number.isInteger(value) && isInt64(value);
  return type === "number" || type === "decimal";
}

/** A double of 2^63 or more is beyond 64 bits; bigints are compared exactly. */
const isInt64 = (value: number | bigint): boolean =>
  typeof value === "bigint"
    ? value >= int64.min && value <= int64.max
    : value >= -9_223_372_036_854_775_808 && value < 9_223_372_036_854_775_808;

const numeric: readonly ColumnType[] = ["integer", "number", "decimal"];

/**
 * The narrowest type that holds what both hold without a loss. An integer beside a double makes a decimal: beyond 2^53 a
 * double would round it. Anything else that differs is text.
 */
export function widened(a: ColumnType, b: ColumnType): ColumnType {
  if (a === b) return a;
  if (numeric.includes(a) && numeric.includes(b)) return "decimal";
  return a === "json" || b === "json" ? "json" : "text";
}

/** Type of a field by its JSON Schema; null where the schema leaves it open. */
export function typeOfSchema(schema: JsonSchema): ColumnType | null {
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined && branches.length > 0) return joined(branches.map(typeOfSchema));
  const names = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  return joined(names.filter((name) => name !== "null").map((name) => namedType(name, schema.format)));
}

/** An integer that a schema also lets be a number is a number: that is how JSON Schema writes "any number". */
function joined(types: readonly (ColumnType | null)[]): ColumnType | null {
  const known = types.filter((type) => type !== null);
  const [first] = known;
  if (first === undefined) return null;
  if (known.every((type) => type === "integer" || type === "number"))
    return known.includes("number") ? "number" : "integer";
  return known.reduce((all, type) => widened(all, type));
}

function namedType(name: string, format: string | undefined): ColumnType | null {
  if (name === "object" || name === "array") return "json";
  if (name === "boolean" || name === "integer" || name === "number") return name;
  if (name !== "string") return null;
  if (format === "date-time") return "timestamp";
  return format === "date" ? "date" : "text";
}
