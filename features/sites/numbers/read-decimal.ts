import { namedGroups } from "./named-groups.ts";
import {
  ambiguous,
  quoted,
  unparseable,
  type NumberLocale,
  type Parsed,
  type ReadingProblem,
} from "./quantity.ts";

/** A number as plain decimal digits, so that a power of ten is added without a rounding of its own: "12.5" and 6. */
export interface Decimal {
  digits: string;
  exponent: number;
}

interface DecimalHints {
  locale: NumberLocale | undefined;
  /** A single separator before three digits can only part thousands: a count, without "k" or "M" behind it. */
  isWhole: boolean;
}

export const toNumber = ({ digits, exponent }: Decimal, power = 0): number =>
  Number(`${digits}e${exponent + power}`);

/**
 * Reads the digits of a number, with its separators, without sign, unit or magnitude: "1 234 567,8", "1.234.567", "1e-4".
 * "1,234" alone is one thousand or a bit more than one: only a hint decides, never a guess.
 */
export function readDecimal(text: string, hints: DecimalHints): Parsed<Decimal> {
  const scientific = namedGroups<"mantissa" | "exponent">(power, text);
  if (scientific !== null) return readScientific(text, scientific.mantissa, Number(scientific.exponent));
  for (const grouping of groupings) {
    const parts = namedGroups<"whole" | "fraction">(grouping, text);
    if (parts !== null) return { ok: decimal(parts.whole.replaceAll(/\D/g, ""), parts.fraction) };
  }
  const parts = namedGroups<"whole" | "separator" | "fraction">(oneSeparator, text);
  return parts === null ? notGrouped(text) : readOneSeparator(text, parts, hints);
}

function readOneSeparator(
  text: string,
  { whole, separator, fraction }: Record<"whole" | "separator" | "fraction", string>,
  hints: DecimalHints,
): Parsed<Decimal> {
  const isEither = fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole);
  const isDecimal = isEither ? isDecimalMark(separator, hints) : true;
  if (isDecimal !== null) return { ok: isDecimal ? decimal(whole, fraction) : decimal(whole + fraction, "") };
  return ambiguous(
    `${quoted(text)} is ${whole}${fraction} or ${whole}.${fraction}; say in which language the numbers are written.`,
  );
}

const power = /^(?<mantissa>.+)e(?<exponent>[+-]?\d{1,3})$/i;

/** Grouped in a way that can be read only once: no separator, spaces, both separators, or one of them repeated. */
const groupings = [
  /^(?<whole>\d+)(?<fraction>)$/,
  /^(?<whole>\d{1,3}(?:[ '’]\d{3})+)(?:[.,](?<fraction>\d+))?$/,
  /^(?<whole>\d{1,3}(?:,\d{3})+)\.(?<fraction>\d+)$/,
  /^(?<whole>\d{1,3}(?:\.\d{3})+),(?<fraction>\d+)$/,
  /^(?<whole>\d{1,3}(?:,\d{3}){2,})(?<fraction>)$/,
  /^(?<whole>\d{1,3}(?:\.\d{3}){2,})(?<fraction>)$/,
];
const oneSeparator = /^(?<whole>\d*)(?<separator>[.,])(?<fraction>\d+)$/;

/** Whether "1,234" is one and a bit; null when nothing says. */
function isDecimalMark(separator: string, { locale, isWhole }: DecimalHints): boolean | null {
  if (locale !== undefined) return separator === (locale === "en" ? "." : ",");
  return isWhole ? false : null;
}

/** No power of ten has thousands parted in its mantissa: a separator there is a decimal mark. */
function readScientific(text: string, mantissa: string, exponent: number): Parsed<Decimal> {
  const parts = namedGroups<"whole" | "fraction">(/^(?<whole>\d+)(?:[.,](?<fraction>\d+))?$/, mantissa);
  return parts === null ? notGrouped(text) : { ok: { ...decimal(parts.whole, parts.fraction), exponent } };
}

const notGrouped = (text: string): ReadingProblem =>
  unparseable(`The digits of ${quoted(text)} are not grouped like a number.`);

const decimal = (whole: string, fraction: string): Decimal => ({
  digits: `${whole === "" ? "0" : whole}.${fraction}0`,
  exponent: 0,
});
