import { type ChildNode, Element, Text } from "domhandler";
import type { Candidate, Count, Known } from "../candidate.ts";
import { exactCount, parseCount } from "../counts.ts";
import { countedThing } from "../page-words.ts";
import { first, lineOf } from "./dom-query.ts";
import type { CountPlace, Layout } from "./layouts.ts";

const fields = ["reactions", "comments", "reposts"] as const;

/** Reads the three counts of a post from the places its layout knows, or from their wording where it knows none. */
export function readCounts(candidate: Candidate, root: Element, layout: Layout, at: string): void {
  for (const field of fields) {
    const count = countAt(root, layout[field], at);
    if (count !== null) candidate[field] = count;
  }
  if (layout.countsInWords === true) readWordedCounts(candidate, root, at);
}

function countAt(root: Element, places: readonly CountPlace[], at: string): Known<Count> | null {
  let shortened: Known<Count> | null = null;
  for (const place of places) {
    const element = first(root, place.selector);
    const raw = place.attribute === undefined ? lineOf(element) : (element?.attribs[place.attribute] ?? "");
    const count = countIn(raw);
    if (count === null) continue;
    const found = {
      value: count,
      path: `${at} ${place.selector}${place.attribute === undefined ? "" : ` @${place.attribute}`}`,
      raw,
    };
    if (count.exact) return found;
    shortened ??= found;
  }
  return shortened;
}

/** "42 reactions" begins with its number; "Ada and 41 others" is one short of the truth. */
function countIn(raw: string): Count | null {
  if (!/^\d/.test(raw)) return null;
  return /^\d+$/.test(raw) ? exactCount(Number(raw)) : parseCount(raw);
}

/** Where classes are scrambled, "252 reactions" still says what it counts; two different numbers say nothing. */
function readWordedCounts(candidate: Candidate, root: Element, at: string): void {
  const lines = shortLines(root)
    .filter((line) => /^\d/.test(line))
    .map((line) => ({ line: line.replace(/\s*(?:on|of|sur|von) .*$/u, ""), field: countedThing(line) }));
  for (const field of fields) {
    const said = new Set(lines.filter((item) => item.field === field).map((item) => item.line));
    if (said.size === 1) candidate[field] ??= wordedCount([...said][0]!, at);
  }
}

function wordedCount(line: string, at: string): Known<Count> | undefined {
  const value = countIn(line);
  return value === null ? undefined : { value, path: `${at} text`, raw: line };
}

/** Texts and labels too short to be prose; the post's own words are left out. */
function shortLines(node: ChildNode): string[] {
  if (node instanceof Text)
    return node.data.length > 60 ? [] : [node.data.replaceAll(/[\s\u00a0]+/g, " ").trim()];
  if (!(node instanceof Element) || node.attribs["data-testid"] === "expandable-text-box") return [];
  const label = node.name === "button" ? [node.attribs["aria-label"] ?? ""] : [];
  return [...label, ...node.children.flatMap(shortLines)];
}
