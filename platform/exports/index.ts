/** Files of records: CSV, XLSX, JSON Lines and Parquet, written as the records come. */
export type { Column, ColumnType, ColumnValue, ExportTable } from "./export-table.ts";
export { ParquetFile, type ParquetColumn } from "./parquet-file.ts";
export { safeCell } from "./safe-cell.ts";
export {
  exportChunks,
  exportContentTypes,
  exportFileName,
  exportFormats,
  writeExport,
  type ExportFormat,
} from "./write-export.ts";
