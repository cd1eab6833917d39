import { createHash } from "node:crypto";
import { writeJson } from "../../values/write-json.ts";
import type { RecordValue } from "../../values/value.ts";

/** Pages in a row whose records were there before: a list that begins again under new cursors. */
const mostRepeats = 3;
/** Pages in a row with no records and a cursor to the next. */
const mostEmpty = 10;

/**
 * Notices a list that never ends. It remembers eight bytes per cursor and per page, so a million pages take some ten megabytes,
 * and two different ones are taken for the same less than once in a million such readings.
 */
export class PageMemory {
  readonly #cursors = new Set<bigint>();
  readonly #pages = new Set<bigint>();
  #repeats = 0;
  #empty = 0;

  /** The cursor reading begins with; null: the beginning. */
  constructor(from: string | null) {
    if (from !== null) this.#cursors.add(hash(from));
  }

  /** Why the list can't be believed to end, as the second half of a sentence; null while it can. */
  troubleWith(page: { records: readonly RecordValue[]; next: string | null }): string | null {
    if (page.next === null) return null;
    if (!remember(this.#cursors, page.next)) return "leads to a cursor that was there before";
    if (page.records.length === 0) {
      this.#empty += 1;
      return this.#empty < mostEmpty ? null : `is the ${mostEmpty}th in a row without any record`;
    }
    this.#empty = 0;
    this.#repeats = remember(this.#pages, contentOf(page.records)) ? 0 : this.#repeats + 1;
    return this.#repeats < mostRepeats
      ? null
      : `is the ${mostRepeats}rd in a row with records that were there before`;
  }
}

/** First and last record and their number: as good as the whole, since no customer is listed twice on purpose. */
function contentOf(records: readonly RecordValue[]): string {
  return [records.length, records.at(0) ?? null, records.at(-1) ?? null].map(writeJson).join("\n");
}

/** false: it was there before. */
function remember(known: Set<bigint>, text: string): boolean {
  const before = known.size;
  known.add(hash(text));
  return known.size > before;
}

function hash(text: string): bigint {
  return createHash("sha256").update(text).digest().readBigUInt64BE();
}
