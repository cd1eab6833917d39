import { Decimal, type Value } from "./value.ts";

/**
 * What may hold a number that a double can't: sixteen digits in a row, with or without a point between them, or an exponent.
 * Looked for only where a number can begin. It also finds some texts, which costs a slower reading and no wrong one.
 */
const MAY_LOSE = /(?:^|[:,[\s])-?\d(?:(?:\.?\d){15,}|[\d.]*[eE])/u;

/**
 * JSON without a loss: like JSON.parse, except that integers beyond ±(2^53 − 1) become bigints, and numbers a double does
 * not hold exactly as they are written become `Decimal`. Throws SyntaxError.
 */
export function parseJson(text: string): Value {
  if (!MAY_LOSE.test(text)) return JSON.parse(text) as Value;
  return JSON.parse(text, (_name, value: unknown, context?: { source?: string }) =>
    typeof value === "number" ? exactNumber(value, context?.source ?? String(value)) : value,
  ) as Value;
}

/** The number a JSON text means, in the smallest kind that holds it exactly. */
function exactNumber(value: number, source: string): number | bigint | Decimal {
  if (/^-?\d+$/u.test(source)) return Number.isSafeInteger(value) ? value : BigInt(source);
  return isExact(value, source) ? value : new Decimal(source);
}

/** Whether a double's shortest text is the same number as the one that was written. */
function isExact(value: number, source: string): boolean {
  return Number.isFinite(value) && plainDigits(String(value)) === plainDigits(source);
}

/** Sign, digits without zeros at either end, and the power of ten: the same text for the same number. */
function plainDigits(text: string): string {
  const parts = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<fraction>\d+))?(?:[eE](?<exponent>[+-]?\d+))?$/u.exec(
    text,
  )?.groups;
  if (parts === undefined) return text;
  const { sign = "", whole = "", fraction = "", exponent = "0" } = parts;
  const digits = (whole + fraction).replace(/^0+/u, "");
  const significant = digits.replace(/0+$/u, "");
  if (significant === "") return "0";
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}
