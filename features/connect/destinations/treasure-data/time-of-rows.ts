import type { Column, Row } from "../../records/column.ts";
import { Decimal, type Value } from "../../values/value.ts";

/** The provenance column that says when a record was fetched. */
const fetchedAt = "_fetched_at";
/** As seconds this is the year 5138: a larger number counts milliseconds. */
const firstMilliseconds = 100_000_000_000;
const isoTime =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[T ](?<clock>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?: ?(?<offset>Z|UTC|[+-]\d\d:?\d\d))?)?$/iu;

/**
 * What stands in `time` of a row, in whole seconds: the value of `timeField`, or else when the record was fetched, or else
 * `plannedAt`. A value that is null or says no time is passed over.
 */
export function timeOfRows(
  columns: readonly Column[],
  { timeField, plannedAt }: { timeField: string | null; plannedAt: string },
): (row: Row) => number {
  const places = [timeField, fetchedAt]
    .map((name) => columns.findIndex((column) => column.name === name))
    .filter((place) => place >= 0);
  const otherwise = secondsOf(plannedAt) ?? 0;
  const secondsAt = places.map((place) => {
    const seconds = withLastAnswer(secondsOf);
    return (row: Row) => seconds(row[place] ?? null);
  });
  return (row) => {
    for (const at of secondsAt) {
      const seconds = at(row);
      if (seconds !== null) return seconds;
    }
    return otherwise;
  };
}

/**
 * Whole seconds since the epoch: of ISO 8601 text (UTC where it names no offset), and of a number of seconds or, from 10^11
 * on, of milliseconds. Null for anything else.
 */
export function secondsOf(value: Value): number | null {
  if (typeof value === "string") return secondsOfText(value);
  if (typeof value === "number" || typeof value === "bigint") return secondsOfNumber(Number(value));
  return value instanceof Decimal ? secondsOfNumber(Number(value.text)) : null;
}

function secondsOfText(text: string): number | null {
  if (/^-?\d{1,15}(?:\.\d+)?$/u.test(text)) return secondsOfNumber(Number(text));
  const { date, clock = "00:00", offset = "Z" } = isoTime.exec(text)?.groups ?? {};
  if (date === undefined) return null;
  const milliseconds = Date.parse(`${date}T${clock}${isoOffset(offset)}`);
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1000);
}

function secondsOfNumber(value: number): number | null {
  const seconds = Math.floor(Math.abs(value) < firstMilliseconds ? value : value / 1000);
  return Number.isSafeInteger(seconds) ? seconds : null;
}

function isoOffset(offset: string): string {
  if (/^(?:z|utc)$/iu.test(offset)) return "Z";
  return offset.includes(":") ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`;
}

/** Records of one page were fetched at one instant, so the same text comes many times in a row. */
function withLastAnswer<Answer>(ask: (value: Value) => Answer): (value: Value) => Answer {
  let last: { value: Value; answer: Answer } | null = null;
  return (value) => {
    if (last?.value === value) return last.answer;
    last = { value, answer: ask(value) };
    return last.answer;
  };
}
