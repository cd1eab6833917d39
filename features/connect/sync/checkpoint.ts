import type { SchemaChange } from "../records/column.ts";
import type { ShaperState } from "../records/shape-rows.ts";

/** What was counted of a stream so far. All of it is a function of the page log. */
export interface Tally {
  records: number;
  /** Rows made from records, and of keys that are gone: what the destination was given. */
  rows: number;
  unchanged: number;
  bad: number;
  inserts: number;
  updates: number;
  gone: number;
  /** As they were sent or stored. */
  bytesWritten: number;
}

export const noTally: Tally = {
  records: 0,
  rows: 0,
  unchanged: 0,
  bad: 0,
  inserts: 0,
  updates: 0,
  gone: 0,
  bytesWritten: 0,
};

/** Everything up to here is at the destination. What follows is made again from the page log, the same in every try. */
export interface Checkpoint {
  /** The last record that was dealt with: page number and offset in it; page 0 before the first. */
  page: number;
  offset: number;
  /** Number of the last batch. */
  batch: number;
  shaper: ShaperState;
  /** The columns that an earlier sync left at the destination: where the shaper began. */
  base: ShaperState;
  tally: Tally;
  changes: SchemaChange[];
  /** Every page was dealt with; what follows are the keys that are gone. */
  isRead: boolean;
  /** By field, how many records differ in it (change feed, merge). */
  changedFields: Record<string, number>;
  /** Of a dry run: the first of each kind. */
  samples: DiffSample[];
}

export interface DiffSample {
  op: "add" | "change" | "remove";
  key: string;
  changed: string[];
  /** Where the version of before lies; null when there was none. */
  before: { syncId: string; page: number; offset: number } | null;
  after: { page: number; offset: number } | null;
}

/** Where a stream's delivery begins. `shaper`: the columns an earlier sync left. */
export const firstCheckpoint = (shaper: ShaperState): Checkpoint => ({
  page: 0,
  offset: 0,
  batch: 0,
  shaper,
  base: shaper,
  tally: noTally,
  changes: [],
  isRead: false,
  changedFields: {},
  samples: [],
});
