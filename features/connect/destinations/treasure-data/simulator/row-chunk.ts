import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { decode } from "@msgpack/msgpack";
import { codeOf } from "@millrace/platform/errors";
import { KeySum } from "./key-checksum.ts";
import { scanRecords, UnreadableMessagePack } from "./scan-records.ts";

const unzip = promisify(gunzip);

/** A record as it was sent; integers beyond ±(2^53 − 1) are bigints. */
export type StoredRecord = Readonly<Record<string, unknown>>;

/** Rows of one upload, as bytes: objects of a million rows would fill the memory. */
export interface RowChunk {
  rows: number;
  sum: KeySum;
  /** Null where rows are only counted. */
  bytes: Uint8Array | null;
  /** Start and end of each row in `bytes`, and of what is summed of it. */
  places: readonly RowPlace[];
}

interface RowPlace {
  row: Place;
  keys: readonly Place[];
}

type Place = readonly [start: number, end: number];

export interface RefusedRecord {
  problem: string;
  record: StoredRecord;
}

/** What an upload holds; `problem` where nothing of it can be read. */
export interface ReadUpload {
  chunk: RowChunk;
  refused: RefusedRecord[];
  problem: string | null;
}

export interface KeepOptions {
  keepRows: boolean;
  /** Columns whose values are summed; none: the whole record. */
  keyColumns: readonly string[];
}

/** Of refused records, as many are shown; all are counted. */
const mostShown = 100;

/** Opens what was uploaded, and looks at every record of it. */
export async function readUpload(
  body: Uint8Array,
  options: KeepOptions & { mostKeys: number },
): Promise<ReadUpload> {
  try {
    const bytes = await unzip(body);
    const { chunk, refused } = readRecords(bytes, options);
    return { chunk: options.keepRows ? { ...chunk, bytes } : chunk, refused, problem: null };
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    return { chunk: { rows: 0, sum: new KeySum(), bytes: null, places: [] }, refused: [], problem };
  }
}

/** Null: the fault is none of the bytes. */
function problemOf(error: unknown): string | null {
  if (error instanceof UnreadableMessagePack) return error.message;
  return codeOf(error)?.startsWith("Z_") === true ? "the body is no gzip" : null;
}

function readRecords(
  bytes: Uint8Array,
  { keepRows, keyColumns, mostKeys }: KeepOptions & { mostKeys: number },
): { chunk: RowChunk; refused: RefusedRecord[] } {
  const sum = new KeySum();
  const places: RowPlace[] = [];
  const refused: RefusedRecord[] = [];
  let rows = 0;
  for (const { start, end, problem, keys } of scanRecords(bytes, { mostKeys, keyColumns })) {
    if (problem === null) {
      const summed = keyColumns.length === 0 ? [[start, end] as const] : keys;
      rows += 1;
      sum.add(joined(bytes, summed));
      if (keepRows) places.push({ row: [start, end], keys: summed });
    } else {
      const record = refused.length < mostShown ? decoded(bytes.subarray(start, end)) : {};
      refused.push({ problem, record });
    }
  }
  return { chunk: { rows, sum, bytes: null, places }, refused };
}

/** The rows of chunks one after the other, decoded by a library that is not ours. */
export function* rowsOf(chunks: Iterable<RowChunk>): Generator<StoredRecord> {
  for (const { bytes, places } of chunks)
    if (bytes !== null) for (const { row } of places) yield decoded(bytes.subarray(...row));
}

/** Where rows are only counted, the sum stays that of all. */
export function withoutFirst(chunk: RowChunk, dropped: number): RowChunk {
  const { bytes } = chunk;
  const rows = chunk.rows - dropped;
  if (bytes === null) return { ...chunk, rows };
  const sum = new KeySum();
  const places = chunk.places.slice(dropped);
  for (const { keys } of places) sum.add(joined(bytes, keys));
  return { rows, sum, bytes, places };
}

function decoded(bytes: Uint8Array): StoredRecord {
  const record = decode(bytes, { useBigInt64: true });
  if (typeof record !== "object" || record === null) return { value: record };
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, narrow(value)]));
}

/** A bigint only where it takes one. */
function narrow(value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function joined(bytes: Uint8Array, keys: readonly Place[]): Uint8Array {
  const [first] = keys;
  if (keys.length === 1 && first !== undefined) return bytes.subarray(first[0], first[1]);
  return Buffer.concat(keys.map(([start, end]) => bytes.subarray(start, end)));
}
