import { type ExtractedPost, type SourceDocument, type Wall } from "../contract.ts";
import { candidatesFromCsv, looksLikeCsv } from "./csv-posts.ts";
import { decodeText, maxDocumentBytes } from "./decode-text.ts";
import { extractJson } from "./extract-json.ts";
import { extractPage } from "./extract-page.ts";
import { groupCandidates } from "./group-candidates.ts";
import type { Candidate } from "./candidate.ts";
import { mergeCandidates } from "./merge/merge-candidates.ts";
import { wallOf } from "./wall.ts";

/** What one document gave: posts, or the wall in front of them, and what could not be read. */
export interface ExtractionResult {
  posts: ExtractedPost[];
  wall: Wall | null;
  /** `code: sentence`, for example `json_ld_unreadable: …` or `limited_audience: …`. */
  problems: string[];
}

/** What the sources of a document stated, before anything is decided. */
export interface Statements {
  candidates: Candidate[];
  wall: Wall | null;
  problems: string[];
}

/**
 * Reads a saved page, an API answer or a CSV of posts. Synchronous and pure: no clock, no network, no database. The
 * kind is found from the content, never from the name. A document that is a wall yields no post. Nothing is guessed:
 * a field that is not surely known is null, with the reason in `unknown`.
 */
export function extractDocument(
  document: SourceDocument,
  options: { savedAtMs?: number } = {},
): ExtractionResult {
  if (document.bytes.length > maxDocumentBytes) {
    const megabytes = Math.round(document.bytes.length / 1024 / 1024);
    return {
      posts: [],
      wall: null,
      problems: [
        `too_large: ${document.name} has ${megabytes} MB, more than the ${maxDocumentBytes / 1024 / 1024} MB a page may have; save the post alone.`,
      ],
    };
  }
  if (document.status === 429 || document.status === 999)
    return {
      posts: [],
      wall: wallOf("rate_limit", document.name, `LinkedIn answered ${document.status}.`),
      problems: [],
    };
  const text = decodeText(document.bytes, document.contentType);
  const stated = readStatements(text, document.name, document.url);
  const { groups, limited } = groupCandidates(stated.candidates);
  const problems = [
    ...stated.problems,
    ...limited.map((why) => `limited_audience: a post was left out because it is not public (${why})`),
  ];
  const posts = groups.map((group) =>
    mergeCandidates(group, { sourceFile: document.name, savedAtMs: options.savedAtMs ?? null }),
  );
  const wall =
    stated.wall ?? (posts.length === 0 && limited.length === 0 ? wallOf("not_a_post", document.name) : null);
  return copyOut({ posts: stated.wall === null ? posts : [], wall, problems });
}

function readStatements(text: string, name: string, address: string | null): Statements {
  const head = text.slice(0, 2_000).trimStart();
  if (head === "")
    return { candidates: [], wall: wallOf("empty_shell", name, "The file is empty."), problems: [] };
  if (/^[[{]/.test(head) || /^(?:\)\]\}'|for\s*\(;;\);)/.test(head)) return extractJson(text, name);
  if (!head.startsWith("<") && looksLikeCsv(head)) return candidatesFromCsv(text);
  return extractPage(text, name, address);
}

/** A short string cut from a page keeps the whole page in memory; a copy through JSON lets it go. */
function copyOut(result: ExtractionResult): ExtractionResult {
  return JSON.parse(JSON.stringify(result)) as ExtractionResult;
}
