import { Element, type Document } from "domhandler";
import type { DomStrategy } from "../providers/provider.ts";
import { seenElements, textOf, textsAfter } from "./page-document.ts";

/** Where a value was found. */
export interface PageFinding {
  raw: string;
  /** The strategy's selector, and the label it went by. */
  place: string;
  strategy: DomStrategy;
  /** The element that holds it, for marking. */
  element: Element;
}

/** How far above a label its value may stand: a cell of the same row, a tile's other half. */
const labelLevels = 2;

/**
 * The value the first matching strategy finds; null when none does. `isValue` says whether a text as a whole is a value of
 * the metric, or the page's word for having none: nothing else is ever taken. A strategy that finds two different values
 * does not match: which of them is meant would be a guess.
 */
export function findInPage(
  document: Document,
  strategies: readonly DomStrategy[],
  isValue: (text: string) => boolean,
): PageFinding | null {
  for (const strategy of strategies) {
    const found = candidates(document, strategy).filter(({ raw }) => isValue(raw));
    const [first] = found;
    if (first !== undefined && found.every(({ raw }) => raw === first.raw)) return first;
  }
  return null;
}

function candidates(document: Document, strategy: DomStrategy): PageFinding[] {
  const { selector, label, notLabel = [] } = strategy;
  const others = new Set(notLabel.map(plainLabel));
  const elements = seenElements(document, selector).filter((element) => !isBeside(element, others));
  if (label === undefined)
    return elements.map((element) => ({ raw: textOf(element), place: selector, strategy, element }));
  const labels = new Set(label.map(plainLabel));
  return elements.flatMap((element) => {
    const own = textOf(element);
    if (!labels.has(plainLabel(own))) return [];
    const [value] = textsAfter(element, labelLevels);
    if (value === undefined || !(value.parent instanceof Element)) return [];
    return [{ raw: textOf(value), place: `${selector} “${own}”`, strategy, element: value.parent }];
  });
}

function isBeside(element: Element, labels: ReadonlySet<string>): boolean {
  if (labels.size === 0 || !(element.parent instanceof Element)) return false;
  return element.parent.children.some((child) => labels.has(plainLabel(textOf(child))));
}

/** Case, apostrophes, colons and spaces are the designer's. */
function plainLabel(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/[’‘`´]/gu, "'")
    .replaceAll(/\s+/gu, " ")
    .replace(/\s*[:：]$/u, "")
    .trim()
    .toLowerCase();
}
