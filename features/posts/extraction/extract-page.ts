import type { Candidate } from "./candidate.ts";
import { candidatesFromDom } from "./dom/candidates-from-dom.ts";
import type { Statements } from "./extract-document.ts";
import { candidatesFromAnswers } from "./extract-json.ts";
import { candidateFromJsonLd, isPostNode, type JsonLdNode, readJsonLd } from "./json-ld.ts";
import { type PageParts, parsePage } from "./parse-page.ts";
import { addressCandidate, subjectCandidate } from "./subject-candidate.ts";
import { decodeQuotes, readTolerantJson } from "./tolerant-json.ts";
import {
  detectWall,
  isForeignPage,
  isLinkedInPage,
  pageSubject,
  type Subject,
  subjectSentence,
  wallOf,
} from "./wall.ts";

/**
 * Reads all three places of a page after one parse; a page without a post is a wall. Guest pages about something else
 * (a profile, a company) may list posts, cut short: those are not what the person saved and are left. Signed-in pages do
 * not say what they are about: there the address they come from tells.
 */
export function extractPage(html: string, name: string, address: string | null = null): Statements {
  const page = parsePage(html);
  const problems: string[] = [];
  const nodes = readJsonLd(page.jsonLd, problems);
  const fromApi = candidatesFromAnswers(readBlobs(page, problems));
  const subject = pageSubject(page, nodes);
  if (!isAboutPost(subject) && fromApi.length === 0) {
    const wall = isForeignPage(page, subject, nodes)
      ? wallOf("not_a_post", name, subjectSentence(subject))
      : detectWall(page, name, nodes);
    return { candidates: [], wall, problems };
  }
  const stated = [...fromApi, ...postingsOf(page, nodes), ...candidatesFromDom(page.containers)];
  const own = subject === null ? addressCandidate(page.savedFrom ?? address) : subjectCandidate(page);
  const candidates = isAboutPost(subject) ? ofSubject(stated, own) : stated;
  return { candidates, wall: candidates.length === 0 ? detectWall(page, name, nodes) : null, problems };
}

/** Signed-in pages do not say what they are about, so they may hold posts. */
function isAboutPost(subject: Subject | null): subject is "post" | "article" | null {
  return subject === null || subject === "post" || subject === "article";
}

/** The posts of the structured data; other sites publish postings too. */
function postingsOf(page: PageParts, nodes: readonly JsonLdNode[]): Candidate[] {
  const isOwn = isLinkedInPage(page);
  return nodes
    .filter(isPostNode)
    .map(candidateFromJsonLd)
    .filter((candidate) => isOwn || isLinkedIns(candidate));
}

/** Whether a posting names LinkedIn itself, on a page that does not. */
function isLinkedIns(candidate: Candidate): boolean {
  return (
    candidate.urns.length > 0 ||
    candidate.permalink !== undefined ||
    candidate.author.profileUrl !== undefined
  );
}

/** Blobs of signed-in pages: API answers inside `<code>`, escaped or in comments. */
function readBlobs(page: PageParts, problems: string[]): { value: unknown; path: string }[] {
  const answers: { value: unknown; path: string }[] = [];
  for (const [index, blob] of page.blobs.entries()) {
    const path = `code[${blob.id === "" ? index : blob.id}]`;
    const reading = readTolerantJson(blob.text.trim());
    const decoded =
      !reading.ok && blob.text.includes("&quot;") ? readTolerantJson(decodeQuotes(blob.text)) : reading;
    if (decoded.ok) answers.push({ value: decoded.value, path });
    else if (blob.text.includes("urn:li:activity"))
      problems.push(`embedded_json_unreadable: ${path}: ${decoded.error.slice(0, 120)}`);
  }
  return answers;
}

/** A post page also shows other posts: only what belongs to its own post stays. */
function ofSubject(candidates: readonly Candidate[], subject: Candidate | null): Candidate[] {
  if (subject === null || candidates.length === 0) return [...candidates];
  const own = candidates.filter((candidate) => belongs(candidate, subject));
  if (own.length > 0) return [...own, completing(subject, own)];
  const keyless = candidates.filter(
    (candidate) => candidate.urns.length === 0 && candidate.permalink === undefined,
  );
  const isOne =
    keyless.length > 0 && new Set(keyless.map((candidate) => candidate.source)).size === keyless.length;
  if (isOne && isKeyed(subject)) return [...keyless, completing(subject, keyless)];
  return candidates.filter((candidate) => candidate.source !== "dom" || !isKeyed(subject));
}

function isKeyed(candidate: Candidate): boolean {
  return candidate.urns.length > 0 || candidate.permalink !== undefined;
}

/** The name in the page's title is only asked for when nothing else names the author: it must never contradict. */
function completing(subject: Candidate, others: readonly Candidate[]): Candidate {
  return others.some((candidate) => candidate.author.name !== undefined)
    ? { ...subject, author: {} }
    : subject;
}

function belongs(candidate: Candidate, subject: Candidate): boolean {
  const ids = new Set(subject.urns.map((item) => item.value));
  if ([...candidate.urns.map((item) => item.value), ...candidate.aliases].some((urn) => ids.has(urn)))
    return true;
  return subject.permalink !== undefined && candidate.permalink?.value === subject.permalink.value;
}
