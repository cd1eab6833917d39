import { Decimal128, Double, Long } from "mongodb";
import type { ColumnType } from "../../records/column.ts";
import { Decimal, isRecord, type Value } from "../../values/value.ts";
import { fieldName } from "./names.ts";

/** Digits of a Decimal128 (IEEE 754-2008). */
const decimalDigits = 34;
const int32 = 2 ** 31;

/** A value as MongoDB holds it, by the type of its column. */
export function bsonValue(value: Value, type: ColumnType): unknown {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return type === "timestamp" ? instant(value) : value;
  if (type === "number") return new Double(Number(value));
  if (type === "decimal" && typeof value !== "object") return decimal(String(value));
  return nested(value);
}

/** Of JSON. Objects become maps, so that no name in them ("_bsontype") means anything to the driver. */
function nested(value: Value): unknown {
  if (typeof value === "number") return wholeOrDouble(value);
  if (typeof value === "bigint") return whole(value);
  if (value instanceof Decimal) return decimal(value.text);
  if (Array.isArray(value)) return value.map((each: Value) => nested(each));
  if (!isRecord(value)) return value;
  return new Map(Object.entries(value).map(([name, inner]) => [fieldName(name), nested(inner)]));
}

/** The driver makes whole numbers beyond 32 bits doubles, unless they are told to be 64-bit ones. */
function wholeOrDouble(value: number): unknown {
  if (!Number.isInteger(value) || (value >= -int32 && value < int32)) return value;
  return Number.isSafeInteger(value) ? Long.fromNumber(value) : new Double(value);
}

const whole = (value: bigint): unknown =>
  BigInt.asIntN(64, value) === value ? Long.fromBigInt(value) : decimal(value.toString());

/** A text where a Decimal128 would round. */
function decimal(text: string): unknown {
  const digits = text.replace(/e.*$/iu, "").replaceAll(/[-.]/gu, "").replace(/^0+/u, "");
  const exponent = Number(/e(?<power>[+-]?\d+)$/iu.exec(text)?.groups?.power ?? 0);
  // Exponents reach from −6176 to 6111; far inside them nothing is cut.
  return digits.length <= decimalDigits && Math.abs(exponent) < 6_000 ? Decimal128.fromString(text) : text;
}

/** Only a text with an offset is an instant. Dates of MongoDB end at the millisecond. */
function instant(text: string): unknown {
  if (!/(?:Z|[+-]\d\d(?::?\d\d)?)$/u.test(text)) return text;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? text : new Date(milliseconds);
}
