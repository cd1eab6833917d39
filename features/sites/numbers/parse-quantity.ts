import { namedGroups } from "./named-groups.ts";
import { normalText } from "./normal-text.ts";
import { ambiguous, quoted, unparseable, type Expected, type Parsed, type Quantity } from "./quantity.ts";
import { readSingle } from "./read-single.ts";

const longestText = 200;

const belowWords =
  /^(?:<=|=<|<|≤|⩽|less than|under|below|up to|at most|moins de|inférieur à|jusqu['’]à|au plus)\s*(.+)$/iu;
const aboveWords = /^(?:>=|=>|>|≥|⩾|more than|over|above|at least|plus de|supérieur à|au moins)\s*(.+)$/iu;
const ranges = [
  /^(?:between|entre)\s+(?<first>.+?)\s+(?:and|et)\s+(?<second>.+)$/iu,
  /^(?:from\s+|de\s+)?(?<first>.*[\p{L}\p{Sc}\d%])\s+(?:to|à)\s+(?<second>.+)$/iu,
  /^(?<first>.*[\p{L}\p{Sc}\d%])\s*(?:[-–—~…]|\.{2,3})\s*(?<second>(?:US)?[\p{Sc}\d.,-].*)$/iu,
];
const change = /^(?:[▲▼↑↓△▽]|\+)/u;
const approximate = /^(?:[~≈≃]|about |approx|env\. |environ )/iu;

/**
 * Reads what a place says about one metric: a number or a text in English or French ("2.4M", "1,8 M", "< 0.01%", "1.8M$ -
 * 5.3M$", "2 min 14 s") into a quantity of the expected unit. What can be read in two ways is refused, and never guessed;
 * bounds of the metric are not judged here.
 */
export function parseQuantity(raw: string | number, expected: Expected): Parsed<Quantity> {
  if (typeof raw === "number") {
    // Adding 0 makes of -0 the 0 that every comparison and database expects.
    return Number.isFinite(raw) ? exact(raw + 0) : unparseable(`${String(raw)} is no number.`);
  }
  const normal = normalText(raw);
  return "problem" in normal ? normal : parseText(normal.ok, expected);
}

function parseText(text: string, expected: Expected): Parsed<Quantity> {
  if (text.length > longestText) return unparseable(`${quoted(text)} is too long for a number.`);
  if (change.test(text)) return unparseable(`${quoted(text)} is a change, not a value.`);
  if (approximate.test(text)) return unparseable(`${quoted(text)} is an approximation, not a value.`);
  return parseBound(text, expected) ?? parseRange(text, expected) ?? single(text, expected);
}

const exact = (value: number): Parsed<Quantity> => ({ ok: { kind: "exact", value } });

function single(text: string, expected: Expected): Parsed<Quantity> {
  const value = readSingle(text, expected);
  return "problem" in value ? value : exact(value.ok);
}

/** "< 0.01%", "≥ 5 %", "10K+"; null when the text is no bound. */
function parseBound(text: string, expected: Expected): Parsed<Quantity> | null {
  const below = belowWords.exec(text)?.[1];
  if (below !== undefined) {
    const high = readSingle(below, expected);
    return "problem" in high ? high : { ok: { kind: "below", high: high.ok } };
  }
  const above = aboveWords.exec(text)?.[1] ?? /^(.*[\p{L}\d%])\s?\+$/u.exec(text)?.[1];
  if (above === undefined) return null;
  const low = readSingle(above, expected);
  return "problem" in low ? low : { ok: { kind: "above", low: low.ok } };
}

/** "1.8M$ - 5.3M$", "entre 2 et 3 %"; null when the text has no two ends. */
function parseRange(text: string, expected: Expected): Parsed<Quantity> | null {
  const ends = endsOf(text);
  if (ends === null) return null;
  if ("problem" in ends) return ends;
  const low = readSingle(ends.ok.first, expected);
  if ("problem" in low) return low;
  const high = readSingle(ends.ok.second, expected);
  if ("problem" in high) return high;
  if (low.ok > high.ok) return unparseable(`${quoted(text)} ends below where it begins.`);
  return low.ok === high.ok ? exact(low.ok) : { ok: { kind: "interval", low: low.ok, high: high.ok } };
}

interface Ends {
  first: string;
  second: string;
}

/** "5 - 10 %": the percent sign is of both ends. "1-5M" may begin at one or at one million: refused. */
function endsOf(text: string): Parsed<Ends> | null {
  if (scientific.test(text)) return null;
  const ends = ranges
    .map((range) => namedGroups<"first" | "second">(range, text))
    .find((groups) => groups !== null);
  if (ends === undefined) return null;
  const hasOwnWords = /[\p{L}%:]/u.test(ends.first) || isZero.test(ends.first);
  if (hasOwnWords) return { ok: ends };
  if (ends.second.endsWith("%")) return { ok: { ...ends, first: `${ends.first}%` } };
  if (!magnitude.test(ends.second)) return { ok: ends };
  return ambiguous(`${quoted(text)} does not say whether its first number is shortened too.`);
}

const scientific = /^[\d.,]+e[+-]\d+$/i;
const isZero = /^0(?:[.,]0*)?$/;
const magnitude = /(?<!\p{L})(?:k|m|mn|b|bn|md|mds|thousand|mille|millions?|milliards?|billions?)(?!\p{L})/iu;
