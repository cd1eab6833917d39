import { readDecimal, toNumber } from "./read-decimal.ts";
import { quoted, unparseable, type NumberLocale, type Parsed } from "./quantity.ts";

const secondsOf: readonly (readonly [pattern: RegExp, seconds: number])[] = [
  [/^(?:d|j|days?|jours?)$/, 86_400],
  [/^(?:h|hrs?|hours?|heures?)$/, 3_600],
  [/^(?:m|mins?|minutes?|mn)$/, 60],
  [/^(?:s|secs?|seconds?|secondes?)$/, 1],
  [/^(?:ms|milliseconds?|millisecondes?)$/, 0.001],
];

/** Seconds of "01:23" (minutes and seconds), "1:02:03", "2m 14s", "2 min 14 s", "1h02", "83.5"; null for another shape. */
export function readDuration(text: string, locale: NumberLocale | undefined): Parsed<number> | null {
  const clock = /^(?:(\d{1,4}):)?(\d{1,4}):(\d{2}(?:[.,]\d{1,2})?)$/.exec(text);
  if (clock !== null) return clockTime(text, clock);
  return /^\d[\d.,]*\s*\p{L}/u.test(text) ? namedParts(text, locale) : null;
}

function clockTime(text: string, [, hours, minutes = "", seconds = ""]: RegExpExecArray): Parsed<number> {
  const inSeconds = Number(seconds.replace(",", "."));
  const inMinutes = Number(minutes);
  if (inSeconds >= 60 || (hours !== undefined && inMinutes >= 60)) {
    return unparseable(`${quoted(text)} is no duration: an hour has 60 minutes, and a minute 60 seconds.`);
  }
  return { ok: Number(hours ?? 0) * 3_600 + inMinutes * 60 + inSeconds };
}

function namedParts(text: string, locale: NumberLocale | undefined): Parsed<number> | null {
  const written = [...text.matchAll(/([\d.,]*\d)\s*(\p{L}+)?\.?(?:\s*(?:,|et|and)\s+|\s*)/gu)];
  if (written.map(([part]) => part).join("") !== text) return null;
  let sum = 0;
  let largest = Number.POSITIVE_INFINITY;
  for (const [, digits = "", word] of written) {
    const unit = unitOf(word, largest);
    if (unit === null) return null;
    const number = readDecimal(digits, { locale, isWhole: false });
    if ("problem" in number) return number;
    const seconds = toNumber(number.ok) * unit;
    if (unit >= largest || seconds >= largest) {
      return unparseable(`${quoted(text)} is no duration: its parts do not fit into one another.`);
    }
    sum += seconds;
    largest = unit;
  }
  return { ok: sum };
}

/** Seconds of a unit; "1h02" names its minutes only by the hours before them. */
function unitOf(word: string | undefined, largest: number): number | null {
  if (word === undefined) return largest === 3_600 ? 60 : null;
  return secondsOf.find(([pattern]) => pattern.test(word.toLowerCase()))?.[1] ?? null;
}
