import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "@millrace/platform/objects";
import type { FileFormat } from "./file-format.ts";
import type { FileState } from "./ledger.ts";
import type { StagedBatch } from "./staged-batch.ts";
import type { Staging } from "./staging.ts";
import { unionColumns, type FileColumn, type OldColumn } from "./union-columns.ts";
import { unreadable } from "./unreadable.ts";
import { writeFileDurably } from "./write-file.ts";

/** Batches of a run, in the order in which they go into the file. */
export interface StagedRun {
  staging: Staging;
  numbers: readonly number[];
}

/** The file that is there already. */
export interface OlderFile {
  /** Where it can be read on this machine. */
  path: string;
  /** For people. */
  address: string;
  columns: readonly OldColumn[];
  /** true: its rows come first; false: only its columns are kept. */
  isKept: boolean;
  /** As it was written; the file may have been changed since. */
  state: FileState | null;
}

export interface AssembledFile {
  state: FileState;
  /** Rows of each run. */
  rows: readonly number[];
}

/** The columns of an older file. Throws `NeedsAttention` when it can't be read. */
export async function columnsOfOlder(
  format: FileFormat,
  path: string,
  address: string,
): Promise<OldColumn[]> {
  return format.columnsOf(path).catch((cause: unknown) => {
    throw unreadable(address, cause);
  });
}

/** Writes the older file's rows and those of the runs to `into`, durably. */
export async function assembleFile(
  format: FileFormat,
  { older, runs, into }: { older: OlderFile | null; runs: readonly StagedRun[]; into: string },
  signal: AbortSignal,
): Promise<AssembledFile> {
  const keptOlder = older?.isKept === true ? older : null;
  const rows = runs.map(() => 0);
  const count = (run: number, more: number): void => {
    rows[run] = (rows[run] ?? 0) + more;
  };
  const chunks = format.chunks({
    old: keptOlder,
    columns: unionColumns(older?.columns ?? [], await columnsOfRuns(runs)),
    batches: batchesOf(runs, count, signal),
  });
  const { bytes, sha256 } = await writeFileDurably(into, chunks);
  await syncFolder(dirname(into));
  const before = keptOlder === null ? 0 : await rowsOfOlder(keptOlder);
  const added = rows.reduce((sum, each) => sum + each, 0);
  return { state: { bytes, sha256, rows: before === null ? null : before + added }, rows };
}

/** By run, by batch: read from the headers of the batches alone. */
async function columnsOfRuns(runs: readonly StagedRun[]): Promise<FileColumn[][][]> {
  const all: FileColumn[][][] = [];
  for (const { staging, numbers } of runs) {
    const columns: FileColumn[][] = [];
    for (const number of numbers) columns.push((await staging.header(number)).columns);
    all.push(columns);
  }
  return all;
}

async function* batchesOf(
  runs: readonly StagedRun[],
  count: (run: number, rows: number) => void,
  signal: AbortSignal,
): AsyncGenerator<StagedBatch> {
  for (const [run, { staging, numbers }] of runs.entries()) {
    for (const number of numbers) {
      signal.throwIfAborted();
      const batch = await staging.read(number);
      count(run, batch.rows.length);
      yield batch;
    }
  }
}

async function rowsOfOlder({ path, state }: OlderFile): Promise<number | null> {
  if (state === null) return null;
  const { size } = await stat(path);
  return size === state.bytes ? state.rows : null;
}
