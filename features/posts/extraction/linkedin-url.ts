import { postUrnOfUrl } from "./urn.ts";

const trackedHosts = /(^|\.)linkedin\.com$/i;

/** Parses an address that may be relative to linkedin.com; null when it is no http(s) address. */
export function parseUrl(href: string): URL | null {
  const trimmed = href.trim();
  if (trimmed === "" || !URL.canParse(trimmed, "https://www.linkedin.com/")) return null;
  const url = new URL(trimmed, "https://www.linkedin.com/");
  return url.protocol === "https:" || url.protocol === "http:" ? url : null;
}

/** Whether an address belongs to LinkedIn itself (any country subdomain). */
export function isLinkedInUrl(url: URL): boolean {
  return trackedHosts.test(url.hostname);
}

/** Percent-escapes in upper case, so that two spellings of one address compare equal. */
function tidyPath(path: string): string {
  return path.replaceAll(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase());
}

/**
 * The canonical address of a person or organisation: `https://www.linkedin.com/in/<slug>` without country subdomain,
 * query, language suffix or trailing slash. Null when the address is something else.
 */
export function canonicalProfileUrl(href: string | null | undefined): string | null {
  if (href === null || href === undefined) return null;
  const url = parseUrl(href);
  if (url === null || !isLinkedInUrl(url)) return null;
  const match = /^\/(in|company|school|showcase|groups|newsletters)\/([^/]+)/.exec(url.pathname);
  return match === null ? null : `https://www.linkedin.com/${match[1]}/${tidyPath(match[2]!)}`;
}

/** Whether a canonical profile address is a person's or an organisation's. */
export function kindOfProfile(profileUrl: string): "person" | "company" | null {
  if (profileUrl.includes("linkedin.com/in/")) return "person";
  return /linkedin\.com\/(company|school|showcase)\//.test(profileUrl) ? "company" : null;
}

/** The canonical address of a post: `/posts/…`, `/pulse/…` or `/feed/update/<urn>/` on www, without query. Null when it is no post's address. */
export function canonicalPermalink(href: string | null | undefined): string | null {
  if (href === null || href === undefined) return null;
  const url = parseUrl(href);
  if (url === null || !isLinkedInUrl(url)) return null;
  const path = tidyPath(url.pathname).replace(/\/+$/, "");
  if (/^\/(posts|pulse)\/[^/]+$/.test(path)) return `https://www.linkedin.com${path}`;
  const urn = /^\/(feed\/update|embed\/feed\/update|video\/event)\//.test(path)
    ? postUrnOfUrl(path.replaceAll("%3A", ":"))
    : null;
  return urn === null ? null : permalinkOfUrn(urn);
}

/** The address LinkedIn gives every post by its id. */
export function permalinkOfUrn(urn: string): string {
  return `https://www.linkedin.com/feed/update/${urn}/`;
}

/** Follows LinkedIn's own redirect wrappers to the address meant, and drops LinkedIn's tracking parameters. */
export function unwrapLink(href: string): string {
  const url = parseUrl(href);
  if (url === null) return href;
  const target =
    isLinkedInUrl(url) && /^\/(redir\/redirect|safety\/go)/.test(url.pathname)
      ? url.searchParams.get("url")
      : null;
  if (target !== null && URL.canParse(target)) return target;
  return href
    .trim()
    .replace(/([?&])trk=[^&]*(&|$)/, (_all, lead: string, tail: string) => (tail === "&" ? lead : ""));
}
