import { isRecord, type Value } from "../../values/value.ts";

/** A value with every text in it changed, names of fields included: for rigs whose destination can't hold every text. */
export function mapTexts(value: Value, change: (text: string) => string): Value {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((each: Value) => mapTexts(each, change));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [change(name), mapTexts(inner, change)]),
  );
}
