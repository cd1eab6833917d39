import type { EvidenceItem } from "../contract.ts";
import { attributePanel, type AttributeTarget } from "./attribute-panel.ts";
import { csvPanel } from "./csv-panel.ts";
import { findAnywhere, findAtPath, type JsonFinding } from "./json-evidence.ts";
import { jsonPanel } from "./json-panel.ts";
import { findRaw, findWords, type Matcher } from "./locate.ts";
import { MarkWriter } from "./mark-writer.ts";
import { findAddress, findId, findInMarkup, findInTexts, type PageFinding } from "./page-evidence.ts";
import type { PageMarks } from "./page-marks.ts";
import { pageShell, type ShellInput } from "./page-shell.ts";
import { writePage } from "./page-writer.ts";
import { type JsonPart, readSavedDocument, type SavedDocument } from "./saved-document.ts";
import type { Language } from "./words.ts";

export interface EvidenceInput {
  /** The saved document as it was stored. */
  bytes: Uint8Array;
  contentType: string | null;
  /** Name or address of the document, for people. */
  name: string;
  /** Name of the field, for people (`author.name`). */
  field: string;
  evidence: EvidenceItem;
  language: Language;
  /** The post's urn: where several posts of one page fit the path, its own is shown. */
  urn?: string | null;
}

/**
 * The saved document as a complete, inert HTML page with the value in `<mark id="evidence">`. Only elements and
 * attributes on a short list are written, so nothing of the page can run, load or navigate. `found` is false, and the
 * page says so, when the value is not there. Pure and synchronous; what is shown is bounded whatever the size.
 */
export function renderEvidence(input: EvidenceInput): { html: string; found: boolean } {
  const document = readSavedDocument(input.bytes, input.contentType);
  const marks = new MarkWriter();
  const { evidence, field, name, language } = input;
  const shown = show(document, evidence, input.urn ?? null, marks);
  const found = marks.isUsed;
  const outcome = !found ? "notFound" : shown.isNearby ? "nearby" : "found";
  return {
    html: pageShell({ language, field, name, evidence, outcome, panel: shown.panel, page: shown.page }),
    found,
  };
}

type Shown = Pick<ShellInput, "panel" | "page"> & { isNearby: boolean };

function show(document: SavedDocument, evidence: EvidenceItem, urn: string | null, marks: MarkWriter): Shown {
  if (document.kind === "csv")
    return {
      panel: csvPanel(document.rows, evidence.path, evidence.raw, marks),
      page: null,
      isNearby: false,
    };
  const search = searchOf(evidence);
  if (document.kind === "json") {
    const finding = findInParts(document.parts, evidence, search, document.graph);
    return { panel: panelOf(finding, marks), page: null, isNearby: finding?.isNearby ?? false };
  }
  return showPage(document, evidence, search, urn, marks);
}

function showPage(
  document: SavedDocument & { kind: "page" },
  evidence: EvidenceItem,
  search: Search | null,
  urn: string | null,
  marks: MarkWriter,
): Shown {
  const { tree } = document;
  const inPage = findInPage(tree.document, evidence, search, urn);
  const inData =
    inPage === null
      ? findInParts([...document.jsonLd, ...document.blobs], evidence, search, document.graph)
      : null;
  const { attributes, pageMarks } = partsOf(inPage);
  const panel = attributes.length > 0 ? attributePanel(attributes, marks) : panelOf(inData, marks);
  const written = writePage(tree.document, pageMarks, attributes[0]?.element ?? null, marks);
  return {
    panel,
    page: { html: written.html, isCut: written.isCut || !tree.isWhole },
    isNearby: inData?.isNearby ?? false,
  };
}

function partsOf(finding: PageFinding | null): {
  attributes: AttributeTarget[];
  pageMarks: PageMarks | null;
} {
  if (finding === null) return { attributes: [], pageMarks: null };
  return "marks" in finding
    ? { attributes: [], pageMarks: finding.marks }
    : { attributes: finding.attributes, pageMarks: null };
}

function panelOf(finding: JsonFinding | null, marks: MarkWriter): string | null {
  return finding === null ? null : jsonPanel(finding.targets, marks);
}

/** What to look for when an evidence names no place of its own. */
interface Search {
  match: Matcher;
  parts: string[];
}

function searchOf({ source, raw }: EvidenceItem): Search | null {
  if (source === "detector") return { match: (text) => findWords(text, raw), parts: [] };
  if (source === "text") return { match: (text) => findRaw(text, raw), parts: raw.split(/\s+/) };
  const id = source === "id" ? /\d{15,20}/.exec(raw)?.[0] : undefined;
  return id === undefined ? null : { match: (text) => findRaw(text, id), parts: [id] };
}

function findInPage(
  document: Parameters<typeof findInMarkup>[0],
  evidence: EvidenceItem,
  search: Search | null,
  urn: string | null,
): PageFinding | null {
  if (evidence.source === "dom") return findInMarkup(document, evidence, urn);
  if (evidence.source === "url") return findAddress(document, evidence.path, evidence.raw);
  if (search === null) return null;
  return evidence.source === "id"
    ? findId(document, search.parts[0]!)
    : findInTexts(document, search.match, search.parts, urn);
}

/** Looks at the path when it names a part of the document (`ld[0].…`, `code[id].…`, `$.…`), else everywhere. */
function findInParts(
  parts: readonly JsonPart[],
  evidence: EvidenceItem,
  search: Search | null,
  graph: Parameters<typeof findAtPath>[3],
): JsonFinding | null {
  if (search !== null) return firstOf(parts, (part) => findAnywhere(part.value, search, graph));
  const named = parts.filter(
    (part) =>
      evidence.path.startsWith(part.name) && /^(?:$|[.[])/.test(evidence.path.slice(part.name.length)),
  );
  return firstOf(named, (part) =>
    findAtPath(part.value, evidence.path.slice(part.name.length), evidence, graph),
  );
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | null): R | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}
