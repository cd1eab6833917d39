import type { Corpus } from "./corpus.ts";
import type { SiteFaults } from "./faults.ts";
import { escapeHtml } from "@millrace/platform/simulation";
import { simulatedBanner, simulatedNotice } from "./html.ts";
import { slugOf } from "./people.ts";
import type { SimulatedPost } from "./post.ts";
import { textOf } from "./rich-text.ts";

export interface ListingRequest {
  keywords: string;
  start: number;
  count: number;
}

/** What the JSON form of the listing says of one post. */
export interface ListedPost {
  urn: string;
  url: string;
  published_at: string;
  author: string;
  excerpt: string;
}

export interface ListingAnswer {
  simulated: string;
  paging: { start: number; count: number; total: number };
  elements: ListedPost[];
}

/**
 * One page of the posts that match, newest first. Offsets count from the newest post of the moment, so items
 * move down while a reader pages; the faults `duplicates` and `reposts` add items out of turn.
 */
export function listPage(
  corpus: Corpus,
  faults: SiteFaults,
  request: ListingRequest,
  origin: string,
): ListingAnswer {
  const matching = corpus.list().filter((post) => matches(post, request.keywords));
  const items = matching
    .slice(request.start, request.start + request.count)
    .map((post, index) => listed(post, origin, index % 4 === 3));
  if (faults.strikes("reposts", "listing") !== null) addReposts(corpus, matching, request, items, origin);
  if (faults.strikes("duplicates", "listing") !== null) {
    const repeated = matching.slice(Math.max(0, request.start - 2), request.start);
    items.unshift(...repeated.map((post) => listed(post, origin, true)));
  }
  return {
    simulated: "Simulated by Millrace",
    paging: { start: request.start, count: items.length, total: matching.length },
    elements: items,
  };
}

/** The same page for a browser. */
export function listingHtml(answer: ListingAnswer, request: ListingRequest): string {
  const next = request.start + request.count;
  const items = answer.elements.map(
    (item) =>
      `<li class="search-result" data-urn="${item.urn}"><a class="search-result__link" href="${escapeHtml(item.url)}"><span class="search-result__author">${escapeHtml(item.author)}</span></a><time datetime="${item.published_at}">${item.published_at}</time><p>${escapeHtml(item.excerpt)}</p></li>`,
  );
  const more =
    next < answer.paging.total
      ? `<a rel="next" href="/feed/?keywords=${encodeURIComponent(request.keywords)}&amp;start=${next}&amp;count=${request.count}">→</a>`
      : "";
  return `<!DOCTYPE html>
${simulatedNotice}
<html lang="en"><head><meta name="pageKey" content="d_content_search"><title>Posts</title></head><body>${simulatedBanner}
<main data-total="${answer.paging.total}" data-start="${answer.paging.start}"><ol class="search-results">${items.join("\n")}</ol>${more}</main></body></html>
`;
}

/** One of the comma-separated alternatives matches when all of its words begin a word of the post; accents do not count. */
function matches(post: SimulatedPost, keywords: string): boolean {
  const alternatives = keywords
    .split(",")
    .map((part) => foldedWords(part))
    .filter((words) => words.length > 0);
  if (alternatives.length === 0) return true;
  const haystack = `-${foldedPost(post)}`;
  return alternatives.some((words) => words.every((word) => haystack.includes(`-${word}`)));
}

const folded = new WeakMap<SimulatedPost, string>();

function foldedPost(post: SimulatedPost): string {
  const known = folded.get(post);
  if (known !== undefined) return known;
  const reshared = post.reshared === null ? "" : textOf(post.reshared.segments);
  const made = slugOf(`${post.author.name} ${textOf(post.segments)} ${reshared}`, Number.POSITIVE_INFINITY);
  folded.set(post, made);
  return made;
}

function foldedWords(text: string): string[] {
  return slugOf(text, 200)
    .split("-")
    .filter((word) => word !== "");
}

function listed(post: SimulatedPost, origin: string, byUrn: boolean): ListedPost {
  const urn = `urn:li:activity:${post.id}`;
  return {
    urn,
    url: byUrn ? `${origin}/feed/update/${urn}` : `${origin}/posts/${post.slug}`,
    published_at: new Date(post.publishedMs).toISOString(),
    author: post.author.name,
    excerpt: textOf(post.segments).slice(0, 160),
  };
}

function addReposts(
  corpus: Corpus,
  matching: readonly SimulatedPost[],
  request: ListingRequest,
  items: ListedPost[],
  origin: string,
): void {
  for (let index = items.length - 1; index >= 0; index -= 5) {
    const above = matching[request.start + index];
    const reposted = matching[request.start + index + 3];
    if (above === undefined || reposted === undefined) continue;
    items.splice(index + 1, 0, listed(corpus.repost(reposted, above.publishedMs - 1), origin, false));
  }
}
