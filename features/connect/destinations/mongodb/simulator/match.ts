import { Decimal128, Double, Int32, Long, type Document } from "bson";

/** A value as a text that is the same for values MongoDB takes as one: numbers by what they are worth, whatever their type. */
export function valueKey(value: unknown): string {
  const number = numberText(value);
  if (number !== null) return `n${number}`;
  if (typeof value === "string") return `s${JSON.stringify(value)}`;
  if (value instanceof Date) return `d${value.getTime()}`;
  if (Array.isArray(value)) return `[${value.map((each) => valueKey(each)).join(",")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([name, inner]) => `${JSON.stringify(name)}:${valueKey(inner)}`)
    .join(",")}}`;
}

/** Whether a document fits a filter of equalities and the few operators Millrace and this simulator's readers use. */
export const matches = (document: Document, filter: Document): boolean =>
  Object.entries(filter).every(([field, wanted]) => fits(document[field] as unknown, wanted as unknown));

function fits(value: unknown, wanted: unknown): boolean {
  if (!isOperators(wanted)) return valueKey(value) === valueKey(wanted);
  return Object.entries(wanted).every(([operator, operand]) => compare(operator, value, operand));
}

function compare(operator: string, value: unknown, operand: unknown): boolean {
  if (operator === "$in")
    return Array.isArray(operand) && operand.some((each) => valueKey(each) === valueKey(value));
  if (operator === "$ne") return valueKey(value) !== valueKey(operand);
  const [left, right] = [comparable(value), comparable(operand)];
  // As in MongoDB, only values of one kind are in an order.
  if (left === null || right === null || typeof left !== typeof right) return false;
  if (operator === "$gte") return left >= right;
  if (operator === "$lt") return left < right;
  throw new Error(`the simulator knows no operator ${operator}`);
}

function comparable(value: unknown): string | number | null {
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.getTime();
  const number = numberText(value);
  return number === null ? null : Number(number);
}

function isOperators(value: unknown): value is Document {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => name.startsWith("$"));
}

function numberText(value: unknown): string | null {
  if (value instanceof Int32 || value instanceof Double) return plain(String(value.value));
  return value instanceof Long || value instanceof Decimal128 ? plain(value.toString()) : null;
}

/** The same text for the same number: sign, digits without zeros at either end, power of ten. */
function plain(text: string): string {
  const parts = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<fraction>\d+))?(?:e(?<power>[+-]?\d+))?$/iu.exec(
    text,
  )?.groups;
  if (parts === undefined) return text;
  const { sign = "", whole = "", fraction = "", power = "0" } = parts;
  const digits = `${whole}${fraction}`.replace(/^0+/u, "");
  const kept = digits.replace(/0+$/u, "");
  return kept === ""
    ? "0"
    : `${sign}${kept}e${Number(power) - fraction.length + digits.length - kept.length}`;
}
