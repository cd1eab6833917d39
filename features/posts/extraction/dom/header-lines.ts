import type { Element } from "domhandler";
import { isFollowerCount, saysPromoted } from "../page-words.ts";
import { isRelativeAge } from "../relative-age.ts";
import { all, closest, lineOf } from "./dom-query.ts";

/** The paragraphs above a post's text on pages with scrambled classes: name, "• 2nd", headline, age. */
export interface Header {
  headline: string | null;
  /** Age, "Edited", "Promoted". */
  age: string | null;
}

/** Longer lines are no age: "5 h of work" may begin a text. */
const longestAge = 60;

/** Reads the paragraphs between the author's name and the age; anything that is not exactly one headline is none. */
export function headerOf(root: Element, name: string): Header {
  const lines = paragraphs(root);
  const nameAt = lines.findIndex((line) => cleanName(line) === name);
  if (nameAt < 0) return { headline: null, age: null };
  const after = lines.slice(nameAt + 1);
  const ageAt = after.findIndex(isAge);
  if (ageAt < 0) return { headline: null, age: null };
  const between = after
    .slice(0, ageAt)
    .filter((line) => !/^[•·]/.test(line) && !isFollowerCount(line) && line !== name);
  return { headline: between.length === 1 ? between[0]! : null, age: after[ageAt]! };
}

function isAge(line: string): boolean {
  return line.length <= longestAge && (isRelativeAge(line) || saysPromoted(line));
}

function paragraphs(root: Element): string[] {
  const holdsText = (element: Element) => element.attribs["data-testid"] === "expandable-text-box";
  return all(root, "p")
    .filter(
      (element) =>
        closest(element, holdsText) === null &&
        all(element, '[data-testid="expandable-text-box"]').length === 0,
    )
    .map(lineOf)
    .filter((line) => line !== "");
}

/** "Name • 2nd" is a name with its distance. */
export function cleanName(text: string): string {
  return text.split("•", 1)[0]!.trim();
}
