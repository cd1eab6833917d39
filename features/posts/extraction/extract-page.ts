import type { Candidate } from "./candidate.ts";
import { emptyCandidate, known } from "./candidate.ts";
import { candidatesFromDom } from "./dom/candidates-from-dom.ts";
import type { Statements } from "./extract-document.ts";
import { candidatesFromAnswers } from "./extract-json.ts";
import { candidateFromJsonLd, isPostNode, readJsonLd } from "./json-ld.ts";
import { canonicalPermalink } from "./linkedin-url.ts";
import { type PageParts, parsePage } from "./parse-page.ts";
import { decodeQuotes, readTolerantJson } from "./tolerant-json.ts";
import { postUrnIn, postUrnOfUrl } from "./urn.ts";
import { detectWall, isForeignPage, isLinkedInPage, pageSubject, subjectSentence, wallOf } from "./wall.ts";

/**
 * Reads all three places of a page after one parse; a page without a post is a wall. Guest pages about something else
 * (a profile, a company) may list posts, cut short: those are not what the person saved and are left.
 */
export function extractPage(html: string, name: string): Statements {
  const page = parsePage(html);
  const problems: string[] = [];
  const nodes = readJsonLd(page.jsonLd, problems);
  const fromApi = candidatesFromAnswers(readBlobs(page, problems));
  const subject = pageSubject(page, nodes);
  const isAboutPost = subject === null || subject === "post" || subject === "article";
  if (!isAboutPost && fromApi.length === 0) {
    const wall = isForeignPage(page, subject, nodes) ? wallOf("not_a_post", name, subjectSentence(subject)) : detectWall(page, name);
    return { candidates: [], wall, problems };
  }
  const isOwn = isLinkedInPage(page);
  const posts = nodes.filter(isPostNode).map(candidateFromJsonLd).filter((candidate) => isOwn || isLinkedIns(candidate));
  const fromDom = candidatesFromDom(page.containers);
  const candidates = ofSubject([...fromApi, ...posts, ...fromDom], subject !== null && isAboutPost ? subjectCandidate(page) : null);
  const wall = candidates.length === 0 ? detectWall(page, name) : null;
  return { candidates, wall, problems };
}

/** Whether a posting names LinkedIn itself, on a page that does not. */
function isLinkedIns(candidate: Candidate): boolean {
  return candidate.urns.length > 0 || candidate.permalink !== undefined || candidate.author.profileUrl !== undefined;
}

/** Blobs of signed-in pages: API answers inside `<code>`, escaped or in comments. */
function readBlobs(page: PageParts, problems: string[]): { value: unknown; path: string }[] {
  const answers: { value: unknown; path: string }[] = [];
  for (const [index, blob] of page.blobs.entries()) {
    const path = `code[${blob.id === "" ? index : blob.id}]`;
    const reading = readTolerantJson(blob.text.trim());
    const decoded = !reading.ok && blob.text.includes("&quot;") ? readTolerantJson(decodeQuotes(blob.text)) : reading;
    if (decoded.ok) answers.push({ value: decoded.value, path });
    else if (blob.text.includes("urn:li:activity")) problems.push(`embedded_json_unreadable: ${path}: ${decoded.error.slice(0, 120)}`);
  }
  return answers;
}

/** What the page's own address says about its post. */
function subjectCandidate(page: PageParts): Candidate {
  const candidate = emptyCandidate("url");
  const places: [string, string | null | undefined][] = [
    ["link[rel=canonical]", page.canonical],
    ['meta[property="og:url"]', page.metas.get("og:url")],
    ['meta[property="lnkd:url"]', page.metas.get("lnkd:url")],
    ["code#ugcPostUrn", page.codes.get("ugcPostUrn")],
  ];
  for (const [path, raw] of places) {
    if (raw === null || raw === undefined) continue;
    const urn = postUrnOfUrl(raw) ?? postUrnIn(raw);
    if (urn !== null && !candidate.urns.some((item) => item.value === urn)) candidate.urns.push({ value: urn, path, raw });
    candidate.permalink ??= known(canonicalPermalink(raw), path, raw);
  }
  return candidate;
}

/** A post page also shows other posts: only what belongs to its own post stays. */
function ofSubject(candidates: readonly Candidate[], subject: Candidate | null): Candidate[] {
  if (subject === null || candidates.length === 0) return [...candidates];
  const own = candidates.filter((candidate) => belongs(candidate, subject));
  if (own.length > 0) return [...own, subject];
  const only = candidates.length === 1 || candidates.every((candidate) => candidate.urns.length === 0);
  return only && subject.urns.length + Number(subject.permalink !== undefined) > 0 && candidates[0]!.urns.length === 0 ? [...candidates, subject] : [...candidates];
}

function belongs(candidate: Candidate, subject: Candidate): boolean {
  const ids = new Set(subject.urns.map((item) => item.value));
  if ([...candidate.urns.map((item) => item.value), ...candidate.aliases].some((urn) => ids.has(urn))) return true;
  return subject.permalink !== undefined && candidate.permalink?.value === subject.permalink.value;
}
