import { addUrn, type Candidate, emptyCandidate, type Known, known } from "./candidate.ts";
import { canonicalPermalink } from "./linkedin-url.ts";
import type { PageParts } from "./parse-page.ts";
import { postUrnIn, postUrnOfUrl } from "./urn.ts";

/**
 * What the head of a post page says of its post: ids, address, and (from the title) the author's name. The summary in
 * `og:description` may be cut, so it is never taken for the text.
 */
export function subjectCandidate(page: PageParts): Candidate {
  const candidate = emptyCandidate("url");
  for (const [path, raw] of addressesOf(page)) {
    addUrn(candidate, postUrnOfUrl(raw) ?? postUrnIn(raw), path, raw);
    candidate.permalink ??= known(canonicalPermalink(raw), path, raw);
  }
  const name = authorInTitle(page, candidate.permalink?.value ?? "");
  if (name !== undefined) candidate.author.name = name;
  if (page.metas.has("og:description")) candidate.reasons.text = "only_a_summary_on_page";
  return candidate;
}

/** What the address a page was read or saved from says; null when it is not a post's. */
export function addressCandidate(address: string | null): Candidate | null {
  const permalink = canonicalPermalink(address);
  if (address === null || permalink === null) return null;
  const candidate = emptyCandidate("url");
  addUrn(candidate, postUrnOfUrl(address), "address of the page", address);
  candidate.permalink = { value: permalink, path: "address of the page", raw: address };
  return candidate;
}

function addressesOf(page: PageParts): [string, string][] {
  const named = ["og:url", "lnkd:url", "twitter:url", "al:android:url"].map(
    (name) => [`meta[property="${name}"]`, page.metas.get(name)] as const,
  );
  const places = [
    ["link[rel=canonical]", page.canonical],
    ...named,
    ["code#ugcPostUrn", page.codes.get("ugcPostUrn")],
  ] as const;
  return places.flatMap(([path, raw]) =>
    raw === null || raw === undefined ? [] : [[path, raw] as [string, string]],
  );
}

/** "Words of the post | Ada Sample posted on the topic | LinkedIn", "Ada Sample on LinkedIn: words". */
function authorInTitle(page: PageParts, permalink: string): Known<string> | undefined {
  for (const [path, title] of [
    ['meta[property="og:title"]', page.metas.get("og:title")],
    ["title", page.title],
  ] as const) {
    const name = (title ?? "")
      .split(/ \| | posted on | on LinkedIn: | sur LinkedIn : | auf LinkedIn: | en LinkedIn: | no LinkedIn: /)
      .map((part) => part.trim())
      .find((part) => isNameOf(part, permalink));
    if (name !== undefined) return known(name, path, title);
  }
  return undefined;
}

/** A part of a title is a name when the author's own part of the address spells it: `/posts/ada-sample-123_words…`. */
function isNameOf(part: string, permalink: string): boolean {
  const slug = /\/posts\/([^_/]+)_/.exec(permalink)?.[1] ?? "";
  const tokens = slug.split("-").filter((token) => /^[a-z]+$/.test(token));
  return (
    tokens.length > 0 &&
    fold(part)
      .split(/[^a-z]+/)
      .filter((word) => word !== "")
      .join(" ") === tokens.join(" ")
  );
}

function fold(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
