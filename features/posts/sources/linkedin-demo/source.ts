import { TryAgainLater, Transient } from "@millrace/platform/errors";
import type { Clock } from "@millrace/platform/clock";
import type { PoliteResponse } from "@millrace/platform/http";
import type { KeptDocument, PostSource, SourceContext, SourcePage, SourceRequest } from "../source.ts";
import { linkedInDemoBudget } from "./budget.ts";
import { decodeCursor, encodeCursor, type DemoCursor } from "./cursor.ts";
import { olderThan, searchOn, type Fetch, type ListedLink } from "./listing-page.ts";

const VENDOR = "linkedin-demo";
const ACCOUNT = linkedInDemoBudget.account;

export interface LinkedInDemoOptions {
  /** Address of the simulated site, without a slash at the end. */
  baseUrl: string;
  clock: Clock;
}

/**
 * The simulated site as a source. Each page lists up to ten posts and fetches each post's own page.
 *
 * Nothing is lost when the list moves while it is read: the list is sorted by id, so the cursor keeps the id of
 * the last post handed over and the next page is "the first posts with a smaller id", looked for around the old
 * offset. Posts that appear during a run are newer than its first post; the next collection finds them.
 *
 * A fault in the middle of a page hands over what is already fetched and puts the cursor after it, so no page is
 * fetched twice; the fault itself comes up again on the next call if it lasts. A site that asks to wait is not
 * called before that time has passed: the next call throws `TryAgainLater` until then.
 */
export function createLinkedInDemoSource({ baseUrl, clock }: LinkedInDemoOptions): PostSource {
  return {
    id: "linkedin-demo",
    isDemo: true,
    takesFiles: false,
    budget: linkedInDemoBudget,
    nextPage: async (context, request, cursor) => {
      const position = decodeCursor(cursor);
      waitAsAsked(position, clock);
      const fetch = politeFetch(context);
      const found = await olderThan(
        position.lastId,
        position.start,
        searchOn(baseUrl, request.keywords, fetch),
      );
      if (found.kind === "other") return standingInTheWay(found.response, position);
      const links = found.links.slice(0, Math.max(0, request.max_posts - position.seen));
      const read = await readPosts(links, fetch, clock);
      return {
        documents: read.documents,
        nextCursor: nextCursor(position, read, found.isLast && read.handled === found.links.length, request),
        total: Math.min(found.total, request.max_posts),
      };
    },
  };
}

/** Throws `TryAgainLater` while the time the site asked for has not passed. */
function waitAsAsked({ notBeforeMs }: DemoCursor, clock: Clock): void {
  const afterMs = (notBeforeMs ?? 0) - clock.now();
  if (afterMs > 0) throw new TryAgainLater("The demo site asked to wait before the next page.", { afterMs });
}

function politeFetch({ http, signal, runId }: SourceContext): Fetch {
  return (url, accept) =>
    http.fetch({
      vendor: VENDOR,
      account: ACCOUNT,
      url,
      headers: { accept },
      signal,
      runId,
      keepPage: true,
      obeyRobots: true,
    });
}

/** The list did not come: hand the page over for the wall detector, and stay where we are. */
function standingInTheWay(response: PoliteResponse, position: DemoCursor): SourcePage {
  return {
    documents: [keptDocument(response.url, response)],
    nextCursor: encodeCursor({ ...position, notBeforeMs: null }),
    total: null,
  };
}

interface ReadPosts {
  documents: KeptDocument[];
  /** Links dealt with, posts that are gone included. */
  handled: number;
  last: ListedLink | null;
  notBeforeMs: number | null;
}

async function readPosts(links: readonly ListedLink[], fetch: Fetch, clock: Clock): Promise<ReadPosts> {
  const read: ReadPosts = { documents: [], handled: 0, last: null, notBeforeMs: null };
  for (const link of links) {
    try {
      const document = await readPost(link, fetch);
      if (document !== null) read.documents.push(document);
    } catch (error) {
      if (read.handled === 0 || !mayPass(error)) throw error;
      return { ...read, notBeforeMs: error instanceof TryAgainLater ? clock.now() + error.afterMs : null };
    }
    read.handled += 1;
    read.last = link;
  }
  return read;
}

function mayPass(error: unknown): boolean {
  return error instanceof Transient || error instanceof TryAgainLater;
}

/** null when the post was deleted since it was listed. */
async function readPost(link: ListedLink, fetch: Fetch): Promise<KeptDocument | null> {
  const response = await fetch(link.url, "text/html");
  if (response.status === 404 || response.status === 410) return null;
  if (response.status === 200 && !isWhole(response.body)) {
    throw new Transient(`The page ${link.url} came cut short; it will be fetched again.`, {
      facts: { url: link.url, bytes: response.body.byteLength },
    });
  }
  return keptDocument(link.url, response);
}

/** Every page of the site ends with its closing tag; one that does not was cut on the way. */
function isWhole(body: Uint8Array): boolean {
  return new TextDecoder().decode(body.subarray(-64)).trimEnd().endsWith("</html>");
}

function keptDocument(name: string, response: PoliteResponse): KeptDocument {
  const { snapshotHash } = response;
  if (snapshotHash === null)
    throw new Transient(`The page ${name} was not kept in the object store; it will be fetched again.`);
  return {
    name,
    url: response.url,
    contentType: response.headers["content-type"] ?? null,
    status: response.status,
    hash: snapshotHash,
  };
}

function nextCursor(
  position: DemoCursor,
  read: ReadPosts,
  isEnd: boolean,
  request: SourceRequest,
): string | null {
  const seen = position.seen + read.handled;
  if (isEnd || seen >= request.max_posts) return null;
  return encodeCursor({
    lastId: read.last?.id ?? position.lastId,
    start: read.last === null ? position.start : read.last.position + 1,
    seen,
    notBeforeMs: read.notBeforeMs,
  });
}
