import { hash as hashOf } from "node:crypto";
import { NeedsAttention } from "@millrace/platform/errors";
import type { RecordValue, Value } from "../../values/value.ts";
import { writeJson } from "../../values/write-json.ts";
import type { StreamDefinition } from "./definition.ts";
import type { Position } from "./pagination.ts";

/** Cursors remembered: a circle of more pages than these is not worth the memory of noticing it. */
const mostRemembered = 10_000;
/** Pages without a record in a row: filters make some, and no API means this many. */
const mostEmptyPages = 1_000;

/** Notices a reading that would never end: a cursor that comes again, a page number nobody looks at, empty pages for ever. */
export class EndlessReading {
  readonly #stream: StreamDefinition;
  /** Short hashes, in the order they came. */
  readonly #seen = new Set<string>();
  #lastHash: string | null = null;
  #emptyPages = 0;

  constructor(stream: StreamDefinition) {
    this.#stream = stream;
  }

  /** Looks at a page and at where it says the next one is. Throws `NeedsAttention`. */
  look(number: number, records: readonly RecordValue[], next: Position): void {
    this.#emptyPages = records.length === 0 ? this.#emptyPages + 1 : 0;
    if (this.#emptyPages >= mostEmptyPages)
      throw this.#endless(number, `the last ${mostEmptyPages} pages had no record`);
    const { type } = this.#stream.paginator;
    if (type === "page" || type === "offset") this.#compare(number, records);
    else this.#remember(number, next);
  }

  #compare(number: number, records: readonly RecordValue[]): void {
    const hash = shortHash(writeJson(records as Value));
    if (records.length > 0 && hash === this.#lastHash)
      throw this.#endless(
        number,
        "it holds the same records as the page before, as if the paginator's parameter meant nothing to this API",
      );
    this.#lastHash = hash;
  }

  #remember(number: number, next: Position): void {
    const hash = shortHash(String(next));
    if (this.#seen.has(hash)) throw this.#endless(number, "its cursor to the next page was there before");
    this.#seen.add(hash);
    const [oldest] = this.#seen;
    if (this.#seen.size > mostRemembered && oldest !== undefined) this.#seen.delete(oldest);
  }

  #endless(page: number, what: string): NeedsAttention {
    const { name } = this.#stream;
    return new NeedsAttention(
      `Reading ${name} would never end. Page ${page}: ${what}. Check the stream's paginator.`,
      {
        facts: { stream: name, page },
      },
    );
  }
}

/** 96 bits tell the cursors of one reading apart. */
const shortHash = (text: string): string => hashOf("sha256", text, "base64").slice(0, 16);
