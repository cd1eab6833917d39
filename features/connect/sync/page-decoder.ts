import { NeedsAttention } from "@millrace/platform/errors";
import type { ObjectStore } from "@millrace/platform/objects";
import type { JsonSchema } from "../connectors/context.ts";
import { UnreadablePage } from "../connectors/unreadable-page.ts";
import type { LoggedPage } from "../queries/pages.ts";
import type { DecodedPage } from "../sources/source.ts";
import type { PlacedRecord } from "./assemble-batches.ts";
import { SegmentReader, type PageInHand } from "./page-log.ts";

/** The records of a page that are not dealt with yet, and the schema it brings. */
export interface PageOfRecords {
  schema: JsonSchema | null;
  records: PlacedRecord[];
}

/** Makes records of the pages of a log, each with its place. */
export class PageDecoder {
  readonly #segments: SegmentReader;
  readonly #stream: string;
  readonly #decode: (body: Uint8Array) => DecodedPage;

  constructor(objects: ObjectStore, stream: string, decode: (body: Uint8Array) => DecodedPage) {
    this.#segments = new SegmentReader(objects);
    this.#stream = stream;
    this.#decode = decode;
  }

  /** Records after an offset, which counts from 1. Throws `NeedsAttention` for what is no page, with its beginning. */
  async decode({ page, body }: PageInHand, after: number): Promise<PageOfRecords> {
    const bytes = body ?? (await this.#segments.read(page));
    const { records, schema } = this.#decoded(page, bytes);
    const share = bytes.byteLength / Math.max(1, records.length);
    const placed = records.slice(after).map((value, at): PlacedRecord => ({
      value,
      page: page.number,
      offset: after + at + 1,
      fetchedAt: page.fetchedAt,
      bytes: share,
    }));
    return { schema: schema ?? null, records: placed };
  }

  #decoded({ number, requestId }: LoggedPage, body: Uint8Array): DecodedPage {
    try {
      return this.#decode(body);
    } catch (error) {
      if (!(error instanceof UnreadablePage)) throw error;
      const request = requestId === null ? "" : ` (request ${requestId})`;
      throw new NeedsAttention(
        `Page ${number} of ${this.#stream} can't be read: ${error.message}. It begins with: ${error.beginning}${request}`,
        { cause: error, facts: { page: number, requestId } },
      );
    }
  }
}
