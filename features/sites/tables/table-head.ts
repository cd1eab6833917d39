import { plainName } from "./plain-name.ts";
import { beginning, readRecord, type Place, type TableRecord } from "./read-record.ts";

export const delimiters = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof delimiters)[number];

/** The first row of a table, read with one delimiter. */
export interface TableHead {
  delimiter: Delimiter;
  /** Its cells as they are compared. */
  names: string[];
  /** Its cells as written. */
  labels: string[];
  /** Where the rows begin that follow it. */
  next: Place;
}

/** Excel's own first line: "sep=;". */
const separatorLine = /^sep=(.)(?:\r\n|\n|\r)/i;

/** Where the first row begins: behind Excel's separator line and empty lines. */
export function firstRow(text: string): Place {
  const offset = separatorLine.exec(text)?.[0].length ?? 0;
  let place: Place = offset === 0 ? beginning : { offset, line: 2 };
  for (;;) {
    const record = readRecord(text, place, ",");
    if (record === null || record.text.trim() !== "") return place;
    place = record.next;
  }
}

/** The first row by the delimiter with which most of its cells are names of columns that `isColumn` knows; null: none is. */
export function readTableHead(text: string, isColumn: (name: string) => boolean): TableHead | null {
  const place = firstRow(text);
  const heads = delimiters.flatMap((delimiter) => {
    const record = readRecord(text, place, delimiter);
    if (record === null || record.problem !== null) return [];
    const names = record.cells.map(plainName);
    const known = names.filter(isColumn).length;
    return known === 0 ? [] : [{ delimiter, names, labels: record.cells, next: record.next, known }];
  });
  const best = heads.toSorted((a, b) => b.known - a.known || b.names.length - a.names.length)[0];
  if (best === undefined) return null;
  const { known: _known, ...head } = best;
  return head;
}

/** Up to `count` rows from a place on. */
export function sampleRecords(text: string, from: Place, delimiter: string, count: number): TableRecord[] {
  const records: TableRecord[] = [];
  for (let place = from; records.length < count;) {
    const record = readRecord(text, place, delimiter);
    if (record === null) break;
    records.push(record);
    place = record.next;
  }
  return records;
}
