import { NeedsAttention } from "@millrace/platform/errors";
import { Decimal, type RecordValue, type Value } from "../../values/value.ts";
import { parseJson } from "../../values/parse-json.ts";
import { writeJson } from "../../values/write-json.ts";
import type { Incremental } from "./definition.ts";
import { valueAt } from "./json-path.ts";

/** A value of the cursor's field, as the API writes it. */
export type CursorValue = string | number | bigint | Decimal;

const DAY_MS = 86_400_000;

/** The largest value of the field in some records and `known`; null when there is none. Throws `NeedsAttention` for one that is no such time or number. */
export function largestOf(
  records: readonly RecordValue[],
  known: CursorValue | null,
  { field, format }: Incremental,
): CursorValue | null {
  let largest = known;
  for (const record of records) {
    const value = valueAt(record, field) ?? null;
    if (value === null) continue;
    if (!isCursor(value) || rankOf(value, format) === null)
      throw new NeedsAttention(
        `The cursor's field ${field} holds ${writeJson(value).slice(0, 100)}, which is not in the format ${format}. Choose another format or field under incremental.`,
      );
    if (largest === null || isLater(value, largest, format)) largest = value;
  }
  return largest;
}

/** As the API is asked for what came after: with the look-back taken off. null: nothing to ask with. */
export function askedFrom(value: CursorValue | null, incremental: Incremental): string | null {
  const { start, format, lookback_seconds: seconds } = incremental;
  if (value === null) return start === undefined ? null : String(start);
  return seconds === 0 ? String(value) : lookedBack(value, format, seconds);
}

/** A cursor as the state keeps it, and back. Throws `NeedsAttention` for what is no cursor of this format. */
export const writeState = (value: CursorValue): string => writeJson(value);

export function readState(state: string, { format, field }: Incremental): CursorValue {
  const value = parseJson(state);
  if (isCursor(value) && rankOf(value, format) !== null) return value;
  throw new NeedsAttention(
    `The last sync ended at ${state.slice(0, 100)}, which is not in the format ${format} of the cursor's field ${field}. Read this stream in full once.`,
  );
}

const isCursor = (value: Value): value is CursorValue =>
  typeof value === "string" ||
  typeof value === "number" ||
  typeof value === "bigint" ||
  value instanceof Decimal;

/** What cursors are compared by; null for a value that is not in the format. */
function rankOf(value: CursorValue, format: Incremental["format"]): number | string | bigint | null {
  if (format === "text") return String(value);
  if (format === "iso" || format === "date") {
    const ms = typeof value === "string" ? instantOf(value) : Number.NaN;
    return Number.isNaN(ms) ? null : ms;
  }
  return typeof value === "bigint" ? value : numberOf(String(value));
}

function numberOf(text: string): number | bigint | null {
  if (/^-?\d{16,}$/u.test(text)) return BigInt(text);
  return text.trim() === "" || Number.isNaN(Number(text)) ? null : Number(text);
}

/** A time without an offset is taken for UTC: the same on every machine. */
function instantOf(text: string): number {
  const hasOffset = /(?:Z|[+-]\d\d:?\d\d)$/iu.test(text);
  const isDate = /^\d{4}-\d\d-\d\d$/u.test(text);
  return Date.parse(hasOffset || isDate ? text : `${text.replace(" ", "T")}Z`);
}

/** Instants are compared by milliseconds, and what is finer by its text. */
function isLater(value: CursorValue, than: CursorValue, format: Incremental["format"]): boolean {
  const [a, b] = [rankOf(value, format) ?? 0, rankOf(than, format) ?? 0];
  return a === b ? format === "iso" && String(value) > String(than) : a > b;
}

function lookedBack(value: CursorValue, format: Incremental["format"], seconds: number): string {
  if (format === "iso")
    return likeIt(new Date(instantOf(String(value)) - seconds * 1_000).toISOString(), String(value));
  if (format === "date") {
    const days = Math.ceil((seconds * 1_000) / DAY_MS);
    return new Date(instantOf(String(value)) - days * DAY_MS).toISOString().slice(0, 10);
  }
  return String(Number(value) - seconds * (format === "unix_ms" ? 1_000 : 1));
}

/** With milliseconds where the API writes them: some compare times as texts. */
const likeIt = (iso: string, given: string): string =>
  /\.\d/u.test(given) ? iso : iso.replace(".000Z", "Z");
