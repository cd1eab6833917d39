import { safeCell } from "@millrace/platform/exports";
import { Decimal, type Value } from "../../values/value.ts";
import { writeJson } from "../../values/write-json.ts";

/** RFC 4180. */
export const lineEnd = "\r\n";

export type Delimiter = "," | ";" | "|" | "\t";

/**
 * Writes rows as lines of CSV, RFC 4180: what holds the delimiter, a quote or a line break is quoted. Null is an empty field, an
 * empty text a quoted one. No text runs as a formula in a spreadsheet.
 */
export function csvWriter(delimiter: Delimiter): {
  /** `isJson`: by column, its values are written as JSON text. */
  line(values: readonly Value[], isJson: readonly boolean[]): string;
} {
  const needsQuotes = new RegExp(`["\r\n${delimiter === "|" ? "\\|" : delimiter}]`, "u");
  const quoted = (text: string): string =>
    text === "" || needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const field = (value: Value, isJson: boolean): string => {
    if (value === null) return "";
    if (typeof value === "string") return quoted(safeCell(isJson ? JSON.stringify(value) : value));
    if (typeof value === "object" && !(value instanceof Decimal)) return quoted(safeCell(writeJson(value)));
    return String(value);
  };
  return {
    line: (values, isJson) => {
      let line = "";
      for (let at = 0; at < values.length; at += 1) {
        if (at > 0) line += delimiter;
        line += field(values[at] ?? null, isJson[at] ?? false);
      }
      // A line with nothing on it is no row for most readers.
      return (line === "" ? '""' : line) + lineEnd;
    },
  };
}
