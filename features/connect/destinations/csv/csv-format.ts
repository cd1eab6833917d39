import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { safeCell } from "@millrace/platform/exports";
import type { Assembly, FileFormat } from "../files/file-format.ts";
import { copied, textChunks } from "../files/text-chunks.ts";
import type { FileColumn, OldColumn } from "../files/union-columns.ts";
import { csvRecords, lengthened } from "./csv-records.ts";
import { csvWriter, lineEnd, type Delimiter } from "./csv-text.ts";

export interface CsvOptions {
  delimiter: Delimiter;
  /** A byte order mark at the beginning of a new file: Excel reads UTF-8 only after one. */
  bom: boolean;
}

const mark = "\ufeff";
/** More than the header of any table has. */
const mostHeaderBytes = 4_000_000;
const delimiterNames: Record<Delimiter, string> = {
  ",": "comma",
  ";": "semicolon",
  "|": "pipe",
  "\t": "tab",
};

/** CSV: a header, then the rows. New columns come behind those of the older file. */
export function csvFormat({ delimiter, bom }: CsvOptions): FileFormat {
  const writer = csvWriter(delimiter);
  return {
    extension: "csv",
    contentType: "text/csv; charset=utf-8; header=present",
    layout: { delimiter: delimiterNames[delimiter] },
    holds: null,
    refusals: (columns) => sameHeader(columns.map(({ name }) => name)),
    columnsOf: (path) => headerOf(path, delimiter),
    async *chunks({ old, columns, batches }: Assembly) {
      if (columns.length === 0) return;
      yield* beginning(old, columns);
      const isJson = columns.map(({ type }) => type === "json");
      yield* textChunks(batches, columns, (row) => writer.line(row, isJson));
    },
  };

  /** The older file as it is, or with the header and the empty fields that new columns take; else the header. */
  async function* beginning(
    old: Assembly["old"],
    columns: readonly FileColumn[],
  ): AsyncGenerator<Uint8Array> {
    if (old?.columns.length === columns.length) {
      yield* copied(old.path, lineEnd);
      return;
    }
    const hasBom = bom || (old !== null && (await hasMark(old.path)));
    const names = columns.map(({ name }) => name);
    yield Buffer.from(`${hasBom ? mark : ""}${writer.line(names, [])}`);
    if (old === null) return;
    const empty = Buffer.from(delimiter.repeat(columns.length - old.columns.length));
    yield* lengthened(createReadStream(old.path), empty, Buffer.from(lineEnd));
  }
}

/** A header field is made safe like any other, so that two names may become one. */
function sameHeader(columns: readonly string[]): string[] {
  const seen = new Map<string, string>();
  const refusals: string[] = [];
  for (const name of columns) {
    const other = seen.get(safeCell(name));
    if (other !== undefined)
      refusals.push(
        `The columns ${other} and ${name} would have the same name in a CSV file. Leave one of them out.`,
      );
    seen.set(safeCell(name), name);
  }
  return refusals;
}

/** The columns a file has by its header; none in an empty file. CSV knows no types. */
async function headerOf(path: string, delimiter: Delimiter): Promise<OldColumn[]> {
  for (let bytes = 65_536; ; bytes *= 4) {
    const read = await beginningOf(path, bytes);
    const [first] = csvRecords(read.toString("utf8"), delimiter);
    if (first?.isEnded === true || read.length < bytes)
      return columnsNamed(first?.fields.map((name) => name ?? "") ?? []);
    if (bytes > mostHeaderBytes) throw new RangeError("its first line has no end");
  }
}

function columnsNamed(fields: readonly string[]): OldColumn[] {
  if (fields.length === 1 && fields[0] === "") return [];
  const twice = fields.find((name, at) => fields.indexOf(name) !== at);
  if (twice !== undefined) throw new RangeError(`its first line names the column ${twice} twice`);
  return fields.map((name) => ({ name, type: null, isPlain: true }));
}

async function hasMark(path: string): Promise<boolean> {
  return (await beginningOf(path, 3)).equals(Buffer.from(mark));
}

async function beginningOf(path: string, bytes: number): Promise<Buffer> {
  await using file = await open(path, "r");
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, 0);
  return buffer.subarray(0, bytesRead);
}
