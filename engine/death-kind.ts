import { contentHash } from "@millrace/platform/ids";
import type { RunError } from "./run.ts";

/** What a run died of, as far as it tells one kind of death from another. */
export interface Death {
  workflow: string;
  step: string | null;
  error: Pick<RunError, "rung" | "message">;
}

/** Longest part of a message that is compared: what differs later is detail. */
const comparedLength = 500;
/** No word of a sentence is longer: a longer one is somebody's id. */
const longestWord = 30;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The same short text for all that died alike: same workflow, step and rung, and the same message but for numbers, ids,
 * addresses and hashes. "collect-posts:9f86d081884c7d65".
 */
export function kindOfDeath({ workflow, step, error }: Death): string {
  const alike = [
    step === null ? null : withoutParticulars(step),
    error.rung,
    withoutParticulars(error.message),
  ];
  return `${workflow}:${contentHash(JSON.stringify(alike)).slice(0, 16)}`;
}

/** A text without what differs from one record to the next. */
export function withoutParticulars(text: string): string {
  return text
    .replaceAll(/[\p{L}\p{N}_.,:;/#@+%~=&?!-]+/gu, withoutParticular)
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, comparedLength);
}

/** One stretch without spaces, brackets and quotes; the punctuation around it stays. */
function withoutParticular(stretch: string): string {
  const [word = ""] = /[\p{L}\p{N}_~](?:.*[\p{L}\p{N}_])?/u.exec(stretch) ?? [];
  return word === "" ? stretch : stretch.replace(word, () => signOf(word));
}

function signOf(word: string): string {
  if (word.includes("://")) return "<url>";
  if (word.includes("@")) return "<email>";
  // A run id, or whatever else is named by its kind: the kind stays.
  const [kind = "", ...id] = word.split(":");
  if (id.length > 0 && kind !== "") return `${signOf(kind)}:<id>`;
  if (word.length > longestWord || uuid.test(word)) return "<id>";
  // "page-3" and "page-12" are pages, "2026-11-24" and "1,204" are numbers.
  return word.replaceAll(/[^-_.,/]*\p{N}[^-_.,/]*/gu, "<n>").replaceAll(/<n>(?:[-_.,/]<n>)+/g, "<n>");
}
