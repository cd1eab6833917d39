import { UserFacingError } from "@millrace/platform/errors";
import writeExcelFile, { type Cell, type SheetData } from "write-excel-file/node";
import type { PostDetail } from "../contract.ts";
import { columns, type Column } from "./columns.ts";
import { safeCell } from "./safe-cell.ts";

/** Limits of the format (Microsoft, "Excel specifications and limits"). */
const MAX_CELL_CHARACTERS = 32_767;
/** The whole sheet is built in memory (about 8 KB a row), so that this format stops far below Excel's 1,048,576 rows. */
const MAX_ROWS = 100_000;
const TIMESTAMP_FORMAT = "yyyy-mm-dd hh:mm:ss";

/**
 * One sheet with a header row; dates and numbers are real ones, text is never a formula.
 * Throws `UserFacingError` beyond 100,000 posts: CSV and Parquet have no limit.
 */
export async function* xlsxChunks(posts: AsyncIterable<PostDetail>): AsyncGenerator<Uint8Array> {
  const sheet: SheetData = [
    columns.map((column): Cell => ({ value: column.name, type: String, fontWeight: "bold" })),
  ];
  for await (const post of posts) {
    if (sheet.length > MAX_ROWS) {
      throw new UserFacingError(
        "export_too_large",
        `An XLSX export holds at most ${MAX_ROWS} posts; narrow the filters, or export as CSV or Parquet.`,
      );
    }
    sheet.push(columns.map((column) => xlsxCell(column, post)));
  }
  const widths = columns.map((column) => ({ width: column.name === "text" ? 80 : 20 }));
  yield await writeExcelFile(sheet, { sheet: "Posts", columns: widths, stickyRowsCount: 1 }).toBuffer();
}

function xlsxCell(column: Column, post: PostDetail): Cell {
  const value = column.value(post);
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
