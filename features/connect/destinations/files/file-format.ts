import type { Column, ColumnType } from "../../records/column.ts";
import type { Value } from "../../values/value.ts";
import type { StagedBatch } from "./staged-batch.ts";
import type { FileColumn, OldColumn } from "./union-columns.ts";

/** What a file is made of. */
export interface Assembly {
  /** The file whose rows come first, where it can be read, and for people; null: there is none, or it is replaced. */
  old: { path: string; address: string; columns: readonly OldColumn[] } | null;
  /** Of the whole file. */
  columns: readonly FileColumn[];
  batches: AsyncIterable<StagedBatch>;
}

/** How rows become a file. One for CSV, one for JSON Lines, one for Parquet. */
export interface FileFormat {
  /** Without a dot. */
  extension: string;
  contentType: string;
  /** How it writes, where settings say so: rows are appended only to a file of the same layout. */
  layout: Readonly<Record<string, string>>;
  /** Whether a typed column of this format holds the value; null: it has no types, and holds any. */
  holds: ((value: Exclude<Value, null>, type: ColumnType) => boolean) | null;
  /** Why it can't hold these columns, each sentence naming one. */
  refusals(columns: readonly Column[]): string[];
  /** The columns of a file of this format; empty where it keeps none. Throws when the file can't be read. */
  columnsOf(path: string): Promise<OldColumn[]>;
  /** The bytes of the file, as they are ready; memory stays flat. */
  chunks(assembly: Assembly): AsyncIterable<Uint8Array>;
}
