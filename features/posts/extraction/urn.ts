/** The kinds of id a LinkedIn post can have; `activity` is the canonical one. */
const kindsByPreference = ["activity", "ugcPost", "share", "groupPost"] as const;
const kindOf = new Map<string, string>(kindsByPreference.map((kind) => [kind.toLowerCase(), kind]));

const urnPattern = /urn:li:(?:fsd?_)?(activity|ugcpost|share|grouppost):(\d{15,20})/gi;
const slugPattern = /[-_](activity|share|ugcpost)-(\d{15,20})(?:-|$)/i;

/** The first moment an id can mean (LinkedIn opened in May 2003). */
const earliestMs = Date.UTC(2003, 4, 1);
/** The last moment an id can mean: 41 bits of milliseconds. */
const latestMs = Date.UTC(2039, 8, 1);

/** All post urns inside a string, canonical spelling, in order of appearance; also out of percent-encoded URLs. */
export function postUrnsIn(text: string): string[] {
  const plain = text.includes("%3A") || text.includes("%3a") ? text.replaceAll(/%3a/gi, ":") : text;
  const found: string[] = [];
  for (const match of plain.matchAll(urnPattern)) {
    const urn = `urn:li:${kindOf.get(match[1]!.toLowerCase())}:${match[2]}`;
    if (!found.includes(urn)) found.push(urn);
  }
  return found;
}

/** The first post urn in a string, or null. */
export function postUrnIn(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : (postUrnsIn(text)[0] ?? null);
}

/** The id that a `/posts/…-activity-123…-AbCd` address carries, as a urn, or null. */
export function postUrnOfUrl(url: string): string | null {
  const pathname = url.split(/[?#]/, 1)[0] ?? "";
  const slug = slugPattern.exec(pathname.replace(/\/$/, ""));
  if (slug !== null) return `urn:li:${kindOf.get(slug[1]!.toLowerCase())}:${slug[2]}`;
  return postUrnIn(pathname);
}

/** The canonical one of several urns of the same post: activity before ugcPost before share. */
export function canonicalUrn(urns: readonly string[]): string | null {
  for (const kind of kindsByPreference) {
    const urn = urns.find((candidate) => candidate.startsWith(`urn:li:${kind}:`));
    if (urn !== undefined) return urn;
  }
  return null;
}

/** The moment an id was made, in ms since the epoch: LinkedIn's ids carry it above their low 22 bits. Null when it makes no sense. */
export function timeOfUrn(urn: string): number | null {
  const digits = /:(\d{15,20})$/.exec(urn)?.[1];
  if (digits === undefined) return null;
  const ms = Number(BigInt(digits) >> 22n);
  return ms >= earliestMs && ms <= latestMs ? ms : null;
}
