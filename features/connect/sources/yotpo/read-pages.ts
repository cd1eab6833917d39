import { NeedsAttention } from "@millrace/platform/errors";
import { redactUrl, type PoliteResponse } from "@millrace/platform/http";
import { UnreadablePage } from "../../connectors/unreadable-page.ts";
import type { Value } from "../../values/value.ts";
import type { SourcePage } from "../source.ts";
import { PageMemory } from "./page-memory.ts";
import { keepParsed } from "./parsed-pages.ts";
import { nextCursorIn, readJson, recordsIn } from "./read-json.ts";
import { garbledPage, requestIdOf, type YotpoApi } from "./yotpo-api.ts";

/** How one stream is listed. */
export interface Listing {
  api: YotpoApi;
  /** The name of the list in an answer. */
  list: string;
  /** Where an answer has the cursor to the next page; null: the list is one page. */
  cursorAt: "metadata" | "pagination" | null;
  addressOf(cursor: string | null): string;
  /** A successful answer; throws by the ladder. */
  ask(url: string): Promise<PoliteResponse>;
}

/** The pages of a list, each read through before it is given, from a cursor on. */
export async function* readPages(listing: Listing, from: string | null): AsyncGenerator<SourcePage> {
  const { api } = listing;
  const memory = new PageMemory(from);
  let cursor = from;
  for (let number = 1; ; number += 1) {
    const url = listing.addressOf(cursor);
    const response = await listing.ask(url);
    const { records, next, parsed } = look(listing, response, number);
    const trouble = memory.troubleWith({ records, next });
    if (trouble !== null)
      throw new NeedsAttention(
        `Page ${number} of this reading of ${api.title} ${trouble}, so the list would never end. Start a new sync; if it happens again, tell ${api.title}.`,
        { facts: { page: number, request_id: requestIdOf(response) } },
      );
    keepParsed(response.body, parsed);
    yield {
      body: response.body,
      next,
      isResumable: true,
      state: null,
      requestId: requestIdOf(response),
      origin: redactUrl(url),
    };
    if (next === null) return;
    cursor = next;
  }
}

function look({ api, list, cursorAt }: Listing, response: PoliteResponse, page: number) {
  try {
    const parsed: Value = readJson(response.body);
    const records = recordsIn(parsed, list, response.body);
    return { parsed, records, next: cursorAt === null ? null : nextCursorIn(parsed, cursorAt) };
  } catch (error) {
    if (!(error instanceof UnreadablePage)) throw error;
    throw garbledPage(api, response, { unreadable: error, page });
  }
}
