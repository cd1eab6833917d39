import type { Candidate } from "../candidate.ts";
import { absent, decided, type Statement, statements, type Verdict } from "./verdict.ts";

interface Wording extends Statement<string> {
  isWhole: boolean;
}

/** Texts that differ in white space only are the same text. */
export function sameText(a: string, b: string): boolean {
  return a === b || squeeze(a) === squeeze(b);
}

function squeeze(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/[\s\u00a0\u200b]+/g, " ")
    .trim();
}

/**
 * The post's own words. Sources that agree but for white space: the wording with more line breaks is the author's.
 * One text that begins another was cut. The text of a reshared post is never taken for the outer one's.
 */
export function mergeText(candidates: readonly Candidate[], missing: string): Verdict<string> {
  const foreign = candidates.flatMap((candidate) => candidate.reshared?.text?.value ?? []);
  const own = wordings(candidates).filter(
    (item) => !foreign.some((text) => sameText(text, item.value)) || confirmed(item, candidates),
  );
  const first = own[0];
  if (first === undefined) return absent(missing);
  const longest = own.reduce(
    (best, item) => (squeeze(item.value).length > squeeze(best.value).length ? item : best),
    first,
  );
  const fitting = own.filter((item) => begins(item, longest));
  if (fitting.length < own.length) return settle(own);
  const full = own.filter((item) => sameText(item.value, longest.value));
  const chosen = full.reduce((best, item) => (lineBreaks(item.value) > lineBreaks(best.value) ? item : best));
  if (
    /(?:…|\.\.\.)\s?(?:see|voir|afficher|mehr|ver|mostra|meer)?\s?(?:more|plus|la suite|anzeigen|más|mais|altro)?$/iu.test(
      chosen.value,
    ) &&
    !full.some((item) => item.isWhole)
  )
    return absent("cut_on_page");
  return decided(
    chosen.value,
    chosen,
    full,
    own.filter((item) => !full.includes(item) && item.isWhole),
  );
}

function wordings(candidates: readonly Candidate[]): Wording[] {
  const whole = new Map(candidates.map((candidate) => [candidate.text, candidate.textIsWhole]));
  return statements(candidates, (candidate) => candidate.text).map((item) => {
    const owner = candidates.find(
      (candidate) => candidate.source === item.source && candidate.text?.value === item.value,
    );
    return { ...item, isWhole: whole.get(owner?.text) ?? true };
  });
}

/** A reshare may repeat the reshared words: then its own source shows both. */
function confirmed(item: Wording, candidates: readonly Candidate[]): boolean {
  return candidates.some(
    (candidate) =>
      candidate.source === item.source &&
      candidate.source !== "json-ld" &&
      candidate.text?.value === item.value,
  );
}

/** Whether a wording is the longest one or its cut beginning. */
function begins(item: Wording, longest: Wording): boolean {
  const start = squeeze(item.value)
    .replace(/(?:…|\.\.\.)$/, "")
    .trimEnd();
  return squeeze(longest.value).startsWith(start) || sameText(item.value, longest.value);
}

/** Only a text known to be whole may overrule one known to be partial. */
function settle(own: readonly Wording[]): Verdict<string> {
  const whole = own.filter((item) => item.isWhole);
  const first = whole[0];
  if (first === undefined || !whole.every((item) => sameText(item.value, first.value))) {
    return absent(`conflict:${own.map((item) => `${item.source}=${item.value.slice(0, 60)}`).join("|")}`);
  }
  return decided(
    first.value,
    first,
    whole,
    own.filter((item) => !item.isWhole),
  );
}

function lineBreaks(text: string): number {
  return text.trim().split("\n").length;
}
