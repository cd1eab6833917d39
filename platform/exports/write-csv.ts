import { stringify } from "csv-stringify/sync";
import type { Column, ExportTable } from "./export-table.ts";
import { safeCell } from "./safe-cell.ts";

/** Rows turned into text at once: memory stays flat however many there are. */
const ROWS_PER_CHUNK = 200;

export interface CsvOptions {
  /** Excel reads UTF-8 only after a byte order mark. Default true. */
  bom?: boolean;
}

/** By itself the writer quotes only what holds the whole delimiter; a lone line feed ends a record for most readers. */
const csvFormat = { record_delimiter: "\r\n", quoted_match: /[\r\n]/ } as const;

/** RFC 4180: comma, CRLF, quotes doubled; UTF-8. */
export async function* csvChunks<Row>(
  { columns }: ExportTable<Row>,
  records: AsyncIterable<Row>,
  options: CsvOptions = {},
): AsyncGenerator<Uint8Array> {
  let rows: string[][] = [columns.map((column) => column.name)];
  let prefix = (options.bom ?? true) ? "\ufeff" : "";
  const encode = (): Uint8Array => {
    const bytes = Buffer.from(prefix + stringify(rows, csvFormat), "utf8");
    prefix = "";
    rows = [];
    return bytes;
  };
  for await (const record of records) {
    rows.push(columns.map((column) => csvCell(column, record)));
    if (rows.length >= ROWS_PER_CHUNK) yield encode();
  }
  if (rows.length > 0) yield encode();
}

function csvCell<Row>(column: Column<Row>, record: Row): string {
  const value = column.value(record);
  if (value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return safeCell(typeof value === "string" ? value : JSON.stringify(value));
}
