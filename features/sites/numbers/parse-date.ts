import { normalText } from "./normal-text.ts";
import { namedGroups } from "./named-groups.ts";
import { ambiguous, quoted, unparseable, type NumberLocale, type Parsed } from "./quantity.ts";

/**
 * Reads a day or a month, in English or French, into ISO 8601: "2026-03-04", "2026-03". "03/04/2026" is two days unless
 * `locale` says who writes; it is refused then, never guessed. A time behind an ISO day is left off.
 */
export function parseDate(raw: string, locale?: NumberLocale): Parsed<string> {
  const normal = normalText(raw);
  if ("problem" in normal) return normal;
  const text = normal.ok;
  const written = isoParts(text) ?? writtenParts(text.toLowerCase());
  if (written !== null) return calendarDate(text, written);
  const slashed = namedGroups<"first" | "second" | "year">(slashes, text);
  return slashed === null ? unparseable(`${quoted(text)} is no date.`) : readSlashed(text, slashed, locale);
}

interface DateParts {
  year: number;
  month: number;
  /** null: a whole month. */
  day: number | null;
}

const iso = /^(?<year>\d{4})-?(?<month>\d{2})(?:-?(?<day>\d{2})(?:[T ]\d{2}:\d{2}.*)?)?$/;
const slashes = /^(?:(?<first>\d{1,2})[/.-])?(?<second>\d{1,2})[/.-](?<year>\d{4})$/;
const dayFirst = /^(?:le )?(?:(?<day>\d{1,2})(?:er|st|nd|rd|th|\.)? )?(?<month>\p{L}+)\.?,? (?<year>\d{4})$/u;
const monthFirst = /^(?<month>\p{L}+)\.? (?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4})$/u;

const months: readonly RegExp[] = [
  /^(?:jan|january|janv|janvier)$/,
  /^(?:feb|february|févr|fév|fevr|février|fevrier)$/,
  /^(?:mar|march|mars)$/,
  /^(?:apr|april|avr|avril)$/,
  /^(?:may|mai)$/,
  /^(?:jun|june|juin)$/,
  /^(?:jul|july|juil|juillet)$/,
  /^(?:aug|august|août|aout)$/,
  /^(?:sep|sept|september|septembre)$/,
  /^(?:oct|october|octobre)$/,
  /^(?:nov|november|novembre)$/,
  /^(?:dec|december|déc|décembre|decembre)$/,
];

function isoParts(text: string): DateParts | null {
  const parts = namedGroups<"year" | "month" | "day">(iso, text);
  return parts === null ? null : dateParts(parts.year, Number(parts.month), parts.day);
}

function writtenParts(text: string): DateParts | null {
  const parts =
    namedGroups<"year" | "month" | "day">(dayFirst, text) ??
    namedGroups<"year" | "month" | "day">(monthFirst, text);
  if (parts === null) return null;
  const month = months.findIndex((names) => names.test(parts.month)) + 1;
  return month === 0 ? null : dateParts(parts.year, month, parts.day);
}

/** "MM/DD/YYYY" or "DD/MM/YYYY": by the locale, or where only one of them is a day of the calendar. */
function readSlashed(
  text: string,
  { first, second, year }: Record<"first" | "second" | "year", string>,
  locale: NumberLocale | undefined,
): Parsed<string> {
  if (first === "") return calendarDate(text, dateParts(year, Number(second), ""));
  const readings = [dateParts(year, Number(first), second), dateParts(year, Number(second), first)];
  if (locale !== undefined) return calendarDate(text, readings[locale === "en" ? 0 : 1]);
  const days = new Set(readings.map((parts) => isoDate(parts)).filter((day) => day !== null));
  const [day] = days;
  if (day === undefined) return unparseable(`${quoted(text)} is no day of the calendar.`);
  if (days.size === 1) return { ok: day };
  return ambiguous(`${quoted(text)} is ${[...days].join(" or ")}; say in which language dates are written.`);
}

const dateParts = (year: string, month: number, day: string): DateParts => ({
  year: Number(year),
  month,
  day: day === "" ? null : Number(day),
});

function calendarDate(text: string, parts: DateParts | undefined): Parsed<string> {
  const date = parts === undefined ? null : isoDate(parts);
  return date === null ? unparseable(`${quoted(text)} is no day of the calendar.`) : { ok: date };
}

/** null when the calendar has no such day. */
function isoDate({ year, month, day }: DateParts): string | null {
  const date = new Date(Date.UTC(year, month - 1, day ?? 1));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== (day ?? 1)) return null;
  return date.toISOString().slice(0, day === null ? 7 : 10);
}
