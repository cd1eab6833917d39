import { NeedsAttention } from "@millrace/platform/errors";
import { NoSingerMessage, parseMessage, type SingerMessage } from "../../singer/messages.ts";
import { writeJson } from "../../values/write-json.ts";
import type { SourcePage } from "../source.ts";

const mostRecords = 1_000;
const mostBytes = 4_000_000;
/** A page ends at a STATE once it has so many records, or is so old: many taps send one after every record. */
const fewRecords = 100;
const longMs = 5_000;

const LINE_FEED = Buffer.from("\n");
/** For a tap that has sent no STATE so far: begin at the beginning. */
export const noState = "null";

export interface PageCutterOptions {
  /** As the tap may call the stream in its messages. */
  names: readonly string[];
  /** Shown for it. */
  stream: string;
  tap: string;
  /** Takes the tap's secrets out of what is shown of a line. */
  mask: (text: string) => string;
  /** The state the tap was given. */
  state: string | null;
  now(): number;
}

/**
 * Makes pages of a tap's messages: the lines of one stream as they came, each page with the SCHEMA in force before its
 * records, so that it can be read without the others. Reading can go on after a page that ends at a STATE.
 */
export class PageCutter {
  readonly #options: PageCutterOptions;
  #schema: Buffer | null = null;
  #lines: Buffer[] = [];
  #records = 0;
  #bytes = 0;
  #beganAtMs: number;
  /** JSON of the last STATE's value. */
  #state: string | null;
  #lineNumber = 0;
  readonly #others = new Set<string>();

  constructor(options: PageCutterOptions) {
    this.#options = options;
    this.#state = options.state;
    this.#beganAtMs = options.now();
  }

  /** Takes a line; the page that is complete with it or before it. Throws `NeedsAttention` for what is no message. */
  take(line: Buffer): SourcePage | null {
    this.#lineNumber += 1;
    const message = this.#read(line);
    if (message.type === "state") return this.#takeState(writeJson(message.value));
    if (message.type === "other") return null;
    if (!this.#options.names.includes(message.stream)) {
      if (message.type === "record") this.#others.add(message.stream);
      return null;
    }
    return message.type === "schema" ? this.#takeSchema(line) : this.#takeRecord(line);
  }

  /** The page of what is left, once the tap has ended well. Throws `NeedsAttention` when it only sent other streams. */
  last(): SourcePage {
    if (this.#schema === null && this.#others.size > 0)
      throw new NeedsAttention(
        `The tap ${this.#options.tap} sent records of ${[...this.#others].join(", ")}, and nothing of ${this.#options.stream}. Check the stream's name, or the catalog.`,
      );
    return { ...this.#cut(), next: null, isResumable: true };
  }

  #takeState(state: string): SourcePage | null {
    this.#state = state;
    const isWorthIt =
      this.#records >= fewRecords || (this.#records > 0 && this.#options.now() - this.#beganAtMs >= longMs);
    return isWorthIt ? { ...this.#cut(), isResumable: true } : null;
  }

  /** A page has one schema: another one begins the next page. */
  #takeSchema(line: Buffer): SourcePage | null {
    if (this.#schema?.equals(line) === true) return null;
    const page = this.#records > 0 ? this.#cut() : null;
    this.#schema = Buffer.from(line);
    return page;
  }

  #takeRecord(line: Buffer): SourcePage | null {
    if (this.#schema === null) throw this.#fault(line, "it is a RECORD before the SCHEMA of its stream");
    this.#lines.push(line, LINE_FEED);
    this.#records += 1;
    this.#bytes += line.byteLength;
    return this.#records >= mostRecords || this.#bytes >= mostBytes ? this.#cut() : null;
  }

  #cut(): SourcePage {
    const head = this.#schema === null ? [] : [this.#schema, LINE_FEED];
    const body = Buffer.concat([...head, ...this.#lines]);
    this.#lines = [];
    this.#records = 0;
    this.#bytes = 0;
    this.#beganAtMs = this.#options.now();
    return {
      body,
      next: this.#state ?? noState,
      isResumable: false,
      state: this.#state,
      requestId: null,
      origin: `${this.#options.tap} (${this.#options.stream})`,
    };
  }

  #read(line: Buffer): SingerMessage {
    try {
      return parseMessage(line.toString());
    } catch (error) {
      if (error instanceof NoSingerMessage) throw this.#fault(line, error.message, error);
      throw error;
    }
  }

  #fault(line: Buffer, what: string, cause?: unknown): NeedsAttention {
    const { tap, stream, mask } = this.#options;
    const beginning = mask(line.toString()).slice(0, 200);
    return new NeedsAttention(
      `Line ${this.#lineNumber} of the tap ${tap} is no Singer message of use: ${what}. It begins with: ${beginning}`,
      { cause, facts: { tap, stream, line: this.#lineNumber } },
    );
  }
}
