import { UserFacingError } from "../errors/index.ts";
import writeExcelFile, { type Cell, type SheetData } from "write-excel-file/node";
import type { Column, ExportTable } from "./export-table.ts";
import { safeCell } from "./safe-cell.ts";

/** Limits of the format (Microsoft, "Excel specifications and limits"). */
const MAX_CELL_CHARACTERS = 32_767;
/** The whole sheet is built in memory (about 8 KB a row), so that this format stops far below Excel's 1,048,576 rows. */
const MAX_ROWS = 100_000;
const TIMESTAMP_FORMAT = "yyyy-mm-dd hh:mm:ss";

/**
 * One sheet with a header row; dates and numbers are real ones, text is never a formula.
 * Throws `UserFacingError` beyond 100,000 rows: CSV and Parquet have no limit.
 */
export async function* xlsxChunks<Row>(
  { name, columns }: ExportTable<Row>,
  rows: AsyncIterable<Row>,
): AsyncGenerator<Uint8Array> {
  const sheet: SheetData = [
    columns.map((column): Cell => ({ value: column.name, type: String, fontWeight: "bold" })),
  ];
  for await (const row of rows) {
    if (sheet.length > MAX_ROWS) {
      throw new UserFacingError(
        "export_too_large",
        `An XLSX export holds at most ${MAX_ROWS} ${name}; narrow the filters, or export as CSV or Parquet.`,
      );
    }
    sheet.push(columns.map((column) => xlsxCell(column, row)));
  }
  const widths = columns.map((column) => ({ width: column.isLong === true ? 80 : 20 }));
  yield await writeExcelFile(sheet, {
    sheet: name.charAt(0).toUpperCase() + name.slice(1),
    columns: widths,
    stickyRowsCount: 1,
  }).toBuffer();
}

function xlsxCell<Row>(column: Column<Row>, row: Row): Cell {
  const value = column.value(row);
  if (value === null || value === "") return null;
  if (typeof value === "boolean") return { value, type: Boolean };
  if (typeof value === "number") return Number.isFinite(value) ? { value, type: Number } : null;
  if (typeof value !== "string") return textCell(JSON.stringify(value));
  return column.type === "timestamp" ? timestampCell(value) : textCell(value);
}

function timestampCell(text: string): Cell {
  const date = new Date(text);
  return Number.isNaN(date.getTime())
    ? textCell(text)
    : { value: date, type: Date, format: TIMESTAMP_FORMAT };
}

function textCell(text: string): Cell {
  const safe = safeCell(text);
  const cut = safe.length > MAX_CELL_CHARACTERS ? safe.slice(0, MAX_CELL_CHARACTERS).toWellFormed() : safe;
  // write-excel-file 4.1.1 looks texts up in a plain object: one named like a property of every object comes out empty.
  return { value: Object.hasOwn(Object.prototype, cut) ? `${cut} ` : cut, type: String };
}
