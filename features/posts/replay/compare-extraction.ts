import { isDeepStrictEqual } from "node:util";
import type { Classification, EvidenceItem, ExtractedPost } from "../contract.ts";

/** What one reading of a page says of a post: stored, or read again. */
export type PostReading = Omit<ExtractedPost, "source_file"> & { classification: Classification };

/** One field that a second reading gives differently. */
export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
  /** Where the new value was found; the deciding terms for `verdict` and `category`; null for an unknown value. */
  evidence: EvidenceItem | Classification["terms"] | null;
}

/** Single values and lists, compared whole. */
const valueFields = [
  "urn",
  "permalink",
  "text",
  "published_at",
  "language",
  "reactions",
  "comments",
  "reposts",
  "reshared",
  "mentions",
  "hashtags",
  "media",
  "is_promoted",
  "edited",
] as const;
const authorFields = ["name", "kind", "profile_url", "headline"] as const;
/** Compared entry by entry, so that one moved path does not show a whole table. */
const tableFields = ["evidence", "trust", "unknown"] as const;

/**
 * Pure: what differs between two readings of one post, in the order of the contract; empty when nothing does.
 * The value fields come first, then the classification, then what supports the values (paths, trust, reasons).
 */
export function compareExtraction(before: PostReading, after: PostReading): FieldChange[] {
  const pairs: [field: string, before: unknown, after: unknown][] = [
    ...valueFields.map((field): [string, unknown, unknown] => [field, before[field], after[field]]),
    ...authorFields.map((field): [string, unknown, unknown] => [
      `author.${field}`,
      before.author[field],
      after.author[field],
    ]),
    ...classificationPairs(before.classification, after.classification),
    ...tableFields.map((field): [string, unknown, unknown] => [
      field,
      ...differences(before[field], after[field]),
    ]),
  ];
  return pairs
    .filter(([, old, now]) => !isDeepStrictEqual(old, now))
    .map(([field, old, now]) => ({ field, before: old, after: now, evidence: evidenceOf(field, after) }));
}

function classificationPairs(before: Classification, after: Classification): [string, unknown, unknown][] {
  return [
    ["verdict", before.verdict, after.verdict],
    ["category", before.category, after.category],
    // The column holds single precision.
    ["score", Math.fround(before.score), Math.fround(after.score)],
    ["terms", before.terms, after.terms],
  ];
}

function evidenceOf(field: string, after: PostReading): FieldChange["evidence"] {
  if (field === "verdict" || field === "category") return after.classification.terms;
  return after.evidence[field] ?? null;
}

/** The entries in which two tables differ, from each side. */
function differences(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): [unknown, unknown] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  const pick = (table: Readonly<Record<string, unknown>>): unknown =>
    Object.fromEntries(changed.filter((name) => name in table).map((name) => [name, table[name]]));
  return [pick(before), pick(after)];
}
