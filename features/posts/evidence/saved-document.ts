import type { EntityGraph } from "../extraction/voyager/entity-graph.ts";
import { looksLikeCsv, readCsvRows } from "../extraction/csv-posts.ts";
import { decodeText } from "../extraction/decode-text.ts";
import { graphOfAnswers, readAnswers } from "../extraction/extract-json.ts";
import { parsePage } from "../extraction/parse-page.ts";
import { decodeQuotes, readTolerantJson } from "../extraction/tolerant-json.ts";
import { type PageTree, readPageTree } from "./page-tree.ts";

/** A JSON text inside a document, with the name its paths begin with (`$`, `line 3`, `ld[0]`, `code[bpr-1]`). */
export interface JsonPart {
  name: string;
  value: unknown;
}

/** What a saved document turned out to be; found from its content, as the extraction does. */
export type SavedDocument =
  | { kind: "json"; parts: JsonPart[]; graph: EntityGraph }
  | { kind: "csv"; rows: Record<string, string>[] }
  | { kind: "page"; tree: PageTree; jsonLd: JsonPart[]; blobs: JsonPart[]; graph: EntityGraph };

/** Reads a saved document once, for showing. Nothing is thrown: what cannot be read is shown as a page. */
export function readSavedDocument(bytes: Uint8Array, contentType: string | null): SavedDocument {
  const text = decodeText(bytes, contentType);
  const head = text.slice(0, 2_000).trimStart();
  if (/^[[{]/.test(head) || /^(?:\)\]\}'|for\s*\(;;\);)/.test(head)) {
    const answers = readAnswers(text);
    const parts =
      typeof answers === "string" ? [] : answers.map(({ value, path }) => ({ name: path, value }));
    return { kind: "json", parts, graph: graphOfAnswers(parts) };
  }
  if (!head.startsWith("<") && looksLikeCsv(head)) return { kind: "csv", rows: readCsvRows(text, []) };
  return readPage(text);
}

function readPage(html: string): SavedDocument {
  const page = parsePage(html);
  const jsonLd = page.jsonLd.flatMap((block, index) => partOf(`ld[${index}]`, block));
  const blobs = page.blobs.flatMap((blob, index) =>
    partOf(`code[${blob.id === "" ? index : blob.id}]`, blob.text),
  );
  return { kind: "page", tree: readPageTree(html), jsonLd, blobs, graph: graphOfAnswers(blobs) };
}

function partOf(name: string, text: string): JsonPart[] {
  const direct = readTolerantJson(text.trim());
  const reading = !direct.ok && text.includes("&quot;") ? readTolerantJson(decodeQuotes(text)) : direct;
  return reading.ok ? [{ name, value: reading.value }] : [];
}
