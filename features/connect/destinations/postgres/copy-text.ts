import { storableText } from "@millrace/platform/db";
import type { ColumnType, Row } from "../../records/column.ts";
import { Decimal, isRecord, type Value } from "../../values/value.ts";
import { writeJson } from "../../values/write-json.ts";

/** Rows in one piece handed to the socket. */
const rowsPerChunk = 500;

/**
 * Rows in COPY's text format (https://www.postgresql.org/docs/current/sql-copy.html, "File Formats"), each value as its
 * column's type takes it. `isNumbered`: one more column with the row's place in the batch.
 */
export function copyText(rows: readonly Row[], types: readonly ColumnType[], isNumbered: boolean): Buffer[] {
  const chunks: Buffer[] = [];
  for (let start = 0; start < rows.length; start += rowsPerChunk) {
    let text = "";
    for (const [at, row] of rows.slice(start, start + rowsPerChunk).entries()) {
      if (isNumbered) text += `${start + at}`;
      for (let column = 0; column < types.length; column += 1) {
        if (column > 0 || isNumbered) text += "\t";
        text += field(row[column] ?? null, types[column] ?? "text");
      }
      text += "\n";
    }
    chunks.push(Buffer.from(text, "utf8"));
  }
  return chunks;
}

function field(value: Value, type: ColumnType): string {
  if (value === null) return String.raw`\N`;
  if (type === "json") return escaped(storableJson(value));
  if (typeof value === "string")
    return escaped(type === "timestamp" || type === "date" ? time(value) : value);
  if (typeof value === "object" && !(value instanceof Decimal)) return escaped(storableJson(value));
  return String(value);
}

const NEEDS_CARE = /[\\\n\r\t\0\ud800-\udfff]/u;

function escaped(text: string): string {
  if (!NEEDS_CARE.test(text)) return text;
  return storableText(text)
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", String.raw`\n`)
    .replaceAll("\r", String.raw`\r`)
    .replaceAll("\t", String.raw`\t`);
}

/** How JSON writes what jsonb refuses: U+0000 and halves of surrogate pairs. */
const REFUSED_ESCAPE = /\\u(?:0000|d[89a-f])/iu;

function storableJson(value: Value): string {
  const json = writeJson(value);
  return REFUSED_ESCAPE.test(json) ? writeJson(storableValue(value)) : json;
}

function storableValue(value: Value): Value {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map((each: Value) => storableValue(each));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [storableText(name), storableValue(inner)]),
  );
}

/** Postgres takes offsets up to 15:59 and knows no year 0; ISO 8601's is the year 1 before Christ. */
function time(text: string): string {
  if (/[T ].*[+-](?:1[6-9]|2\d):?\d\d$/u.test(text)) return time(new Date(text).toISOString());
  return text.startsWith("0000-") ? `0001${text.slice(4)} BC` : text;
}
