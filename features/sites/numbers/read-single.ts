import { namedGroups } from "./named-groups.ts";
import { readDecimal, toNumber } from "./read-decimal.ts";
import { readDuration } from "./read-duration.ts";
import {
  ambiguous,
  quoted,
  unparseable,
  type Expected,
  type NumberLocale,
  type Parsed,
  type ReadingProblem,
} from "./quantity.ts";

/** A number with what stands around it. */
const shape =
  /^(?<sign>[+-]?)\s*(?<before>[\p{Sc}]|(?:US|C|CA|A|AU)\$|USD|EUR|GBP)?\s*(?<inner>-?)(?<digits>\d(?:[\d ., '’]*\d)?(?:e[+-]?\d{1,3})?|[.,]\d+)\s*(?<after>[^\d.,+-].*)?$/iu;

const magnitudes: readonly (readonly [RegExp, number])[] = [
  [/^(?:k|thousand|mille|milliers?)$/, 3],
  [/^(?:m|mn|mio|mln|millions?)$/, 6],
  [/^(?:b|bn|md|mds|mrd|milliards?)$/, 9],
];
const dollar = /^(?:\$|us\$|\$us|usd|dollars?)$/;
const otherCurrency = /^(?:\p{Sc}|(?:c|ca|a|au)\$|eur|euros?|gbp|cad|aud|chf|jpy)$/u;
const percent = /^(?:%|percent|per cent|pct|pour cent)$/;
const countWords = /^(?:visits?|visites?|visitors?|visiteurs?)$/;

const knownWords = [percent, dollar, countWords];

interface Suffix {
  /** Power of ten of "k", "M", "B". */
  power: number;
  isPercent: boolean;
  isDollar: boolean;
}

/** One number with its sign, currency, magnitude and unit, in the expected unit: "$1.8M", "12,5 %", "2 min 14 s". */
export function readSingle(text: string, expected: Expected): Parsed<number> {
  const duration = expected.unit === "seconds" ? readDuration(text, expected.locale) : null;
  return duration ?? readNumber(text, expected);
}

function readNumber(text: string, expected: Expected): Parsed<number> {
  const parts = namedGroups<"sign" | "before" | "inner" | "digits" | "after">(shape, text);
  if (parts === null || (parts.sign !== "" && parts.inner !== "")) {
    return unparseable(`${quoted(text)} is no number.`);
  }
  if (parts.sign === "+") return unparseable(`${quoted(text)} is a change, not a value.`);
  const tokens = [parts.before, ...suffixTokens(parts.after)].filter((token) => token !== "");
  const suffix = readSuffix(text, tokens, parts.digits, expected.locale);
  if ("problem" in suffix) return suffix;
  const value = readValue(text, parts.digits, suffix.ok, expected);
  const isNegative = parts.sign + parts.inner === "-";
  return "ok" in value && isNegative ? { ok: 0 - value.ok } : value;
}

function readValue(
  text: string,
  digits: string,
  { power, isPercent, isDollar }: Suffix,
  expected: Expected,
): Parsed<number> {
  const mismatch = unitMismatch(text, { power, isPercent, isDollar }, expected);
  if (mismatch !== null) return mismatch;
  const isWhole = expected.type === "integer" && power === 0;
  const number = readDecimal(digits, { locale: expected.locale, isWhole });
  if ("problem" in number) return number;
  const value = toNumber(number.ok, power - (isPercent ? 2 : 0));
  return Number.isFinite(value) ? { ok: value } : unparseable(`${quoted(text)} is too large for a number.`);
}

/** The words around a number, each of a kind it may have once. */
function readSuffix(
  text: string,
  tokens: readonly string[],
  digits: string,
  locale: NumberLocale | undefined,
): Parsed<Suffix> {
  const words = tokens.map((token) => token.toLowerCase());
  const powers = words.map((word) => powerOf(word, digits, locale)).filter((power) => power !== 0);
  if (powers.includes("either")) {
    return ambiguous(`A billion is 10⁹ in English and 10¹² in French; ${quoted(text)} does not say which.`);
  }
  if (words.some((word) => !dollar.test(word) && otherCurrency.test(word))) {
    return unparseable(`${quoted(text)} is in another currency than US dollars.`);
  }
  const percents = words.filter((word) => percent.test(word)).length;
  const isKnown = (word: string): boolean =>
    powerOf(word, digits, locale) !== 0 || knownWords.some((known) => known.test(word));
  if (powers.length > 1 || percents > 1 || !words.every(isKnown)) {
    return unparseable(`${quoted(text)} is no number of a kind known here.`);
  }
  const [power = 0] = powers.filter((found) => found !== "either");
  return { ok: { power, isPercent: percents === 1, isDollar: words.some((word) => dollar.test(word)) } };
}

/** Power of ten of a magnitude; 0 for another word. "1.2 billion" is written in English, "1,2 billion" in French. */
function powerOf(token: string, digits: string, locale: NumberLocale | undefined): number | "either" {
  if (!/^billions?$/.test(token)) return magnitudes.find(([pattern]) => pattern.test(token))?.[1] ?? 0;
  if (locale !== undefined) return locale === "en" ? 9 : 12;
  if (/^\d+\.\d{1,2}$/.test(digits)) return 9;
  return /^\d+,\d{1,2}$/.test(digits) ? 12 : "either";
}

/** "M$" is two tokens, "per cent" and "pour cent" one. */
const suffixTokens = (text: string): string[] =>
  text.trim().match(/per cent|pour cent|(?:US|CA|AU|C|A)\$|\$US|\p{L}+|[^\p{L}\s]/giu) ?? [];

function unitMismatch(
  text: string,
  { power, isPercent, isDollar }: Suffix,
  { unit }: Expected,
): ReadingProblem | null {
  if (isPercent && unit !== "ratio")
    return unparseable(`${quoted(text)} is a percentage, not a ${unitNames[unit]}.`);
  if (isDollar && unit !== "usd") return unparseable(`${quoted(text)} is money, not a ${unitNames[unit]}.`);
  if (power !== 0 && (unit === "ratio" || unit === "seconds")) {
    return unparseable(`${quoted(text)} has a magnitude that a ${unitNames[unit]} does not have.`);
  }
  return null;
}

const unitNames = { count: "count", ratio: "ratio", seconds: "duration", usd: "sum of money" } as const;
