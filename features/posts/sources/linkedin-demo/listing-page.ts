import { z } from "zod";
import { Transient } from "@millrace/platform/errors";
import type { PoliteResponse } from "@millrace/platform/http";

/** Posts asked for at once. */
export const pageSize = 10;

/** A page of our own site is never further than this from where it was: guards against going round for ever. */
const MAX_MOVES = 200;

const listing = z.object({
  paging: z.object({ start: z.int(), total: z.int() }),
  elements: z.array(z.object({ urn: z.string().regex(/^urn:li:activity:\d+$/), url: z.url() })),
});

export interface ListedLink {
  id: string;
  url: string;
  /** Where it was on the list. */
  position: number;
}

export type FoundPage =
  | { kind: "links"; links: ListedLink[]; total: number; isLast: boolean }
  /** Something else stood in place of the list. */
  | { kind: "other"; response: PoliteResponse };

export type Fetch = (url: string, accept: string) => Promise<PoliteResponse>;

/**
 * The first posts older than `lastId`, in order and each once, wherever the list has moved to since:
 * forward while a page holds only newer posts, back when its first post is already older than the last one
 * seen (posts above were deleted and others may have slipped in between).
 */
export async function olderThan(lastId: string | null, near: number, search: SearchAt): Promise<FoundPage> {
  let start = lastId === null ? 0 : Math.max(0, near - 1);
  for (let move = 0; move < MAX_MOVES; move += 1) {
    const page = await search(start);
    if (page.kind === "other") return page;
    const hasSlippedUp = lastId !== null && start > 0 && startsOlder(page.links, lastId);
    if (hasSlippedUp) {
      start = Math.max(0, start - pageSize);
      continue;
    }
    const links = unseen(page.links, lastId);
    if (links.length > 0 || page.isLast) return { ...page, links };
    // One post of overlap: when the next page does not begin with a known post, something was deleted meanwhile.
    start += pageSize - 1;
  }
  throw new Transient(
    `The demo site's list moved ${MAX_MOVES} times while one page was read; it will be read again.`,
  );
}

export type SearchAt = (start: number) => Promise<FoundPage>;

/** Asks the site for the page at an offset. */
export function searchOn(baseUrl: string, keywords: string, fetch: Fetch): SearchAt {
  return async (start) => {
    // After the first page one more, because its first post is the last one already seen.
    const count = start === 0 ? pageSize : pageSize + 1;
    const query = new URLSearchParams({ keywords, start: String(start), count: String(count) });
    const response = await fetch(`${baseUrl}/feed/?${query.toString()}`, "application/json");
    if (!(response.headers["content-type"] ?? "").includes("json")) return { kind: "other", response };
    const { paging, elements } = parseListing(response);
    const links = elements.map(({ urn, url }, index) => ({
      id: urn.slice("urn:li:activity:".length),
      url,
      position: start + Math.min(index, count - 1),
    }));
    return { kind: "links", links, total: paging.total, isLast: start + count >= paging.total };
  };
}

function parseListing(response: PoliteResponse): z.infer<typeof listing> {
  try {
    return listing.parse(JSON.parse(new TextDecoder().decode(response.body)));
  } catch (cause) {
    throw new Transient(`The demo site's list at ${response.url} came cut short or changed its form.`, {
      cause,
    });
  }
}

/** An empty page beyond the end counts as older, so that the reader steps back to the posts that are left. */
function startsOlder(links: readonly ListedLink[], lastId: string): boolean {
  return links.every((link) => BigInt(link.id) < BigInt(lastId));
}

function unseen(links: readonly ListedLink[], lastId: string | null): ListedLink[] {
  const taken = new Set<string>();
  return links.filter(({ id }) => {
    if ((lastId !== null && BigInt(id) >= BigInt(lastId)) || taken.has(id)) return false;
    taken.add(id);
    return true;
  });
}
