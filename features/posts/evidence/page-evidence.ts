import { type Document, Element, Text } from "domhandler";
import type { EvidenceItem } from "../contract.ts";
import { first } from "../extraction/dom/dom-query.ts";
import { attributeTarget, type AttributeTarget, findAttribute } from "./attribute-panel.ts";
import { domPlaces, textElements, type DomPlace } from "./dom-place.ts";
import { findRaw, type Matcher } from "./locate.ts";
import { markParts, markText, markWhole, type PageMarks } from "./page-marks.ts";
import { elementsOf, isIgnored } from "./page-tree.ts";

/** What has to be marked in a page: words of it, or values of attributes that people do not see. */
export type PageFinding = { marks: PageMarks } | { attributes: AttributeTarget[] };

/** Finds the raw text of an evidence at its path in the page's markup. */
export function findInMarkup(
  document: Document,
  evidence: EvidenceItem,
  urn: string | null,
): PageFinding | null {
  for (const place of domPlaces(document, evidence.path, urn)) {
    const found = findAtPlace(place, evidence.raw);
    if (found !== null) return found;
  }
  return null;
}

function findAtPlace(place: DomPlace, raw: string): PageFinding | null {
  const { element, attribute, isSpread } = place;
  if (attribute !== null) return attributesOrNull([attributeTarget(element, attribute, raw)]);
  if (isSpread) return spreadValues(element, raw);
  if (raw.trim() === "") return { marks: markWhole(element) };
  const marks = markText(element, (text) => findRaw(text, raw)) ?? markParts(element, raw.split(/\s+/));
  return marks === null ? null : { marks };
}

function attributesOrNull(found: readonly (AttributeTarget | null)[]): PageFinding | null {
  const attributes = found.filter((item) => item !== null);
  return attributes.length === 0 || attributes.length < found.length ? null : { attributes };
}

/** Addresses of media stand one after the other; a title may hold spaces, and then is one value or words of the page. */
function spreadValues(root: Element, raw: string): PageFinding | null {
  const elements = [...elementsOf(root, (item) => !isIgnored(item))];
  const whole = findAttribute(elements, raw);
  if (whole !== null) return { attributes: [whole] };
  const parts = attributesOrNull(raw.split(/\s+/).map((part) => findAttribute(elements, part)));
  if (parts !== null) return parts;
  const marks = markText(root, (text) => findRaw(text, raw));
  return marks === null ? null : { marks };
}

/** Finds words of the post's own text in the texts of the page's posts. */
export function findInTexts(
  document: Document,
  match: Matcher,
  parts: readonly string[],
  urn: string | null,
): PageFinding | null {
  const elements = textElements(document, urn);
  for (const element of elements) {
    const marks = markText(element, match);
    if (marks !== null) return { marks };
  }
  for (const element of parts.length === 0 ? [] : elements) {
    const marks = markParts(element, parts);
    if (marks !== null) return { marks };
  }
  return null;
}

/** Finds an id in the attributes of the page, those of the posts themselves first. */
export function findId(document: Document, digits: string): PageFinding | null {
  const own = (function* () {
    for (const element of elementsOf(document))
      if (
        element.name === "article" ||
        element.attribs["data-urn"] !== undefined ||
        element.attribs["data-activity-urn"] !== undefined
      )
        yield element;
  })();
  const target = findAttribute(own, digits) ?? findAttribute(elementsOf(document), digits);
  return target === null ? null : { attributes: [target] };
}

/** Finds an address in the head of the page (`link[rel=canonical]`, `meta[…]`) or in a hidden `code`, by its selector. */
export function findAddress(document: Document, selector: string, raw: string): PageFinding | null {
  if (!/^(?:link\[rel=canonical\]|meta\[property="[\w:]+"\]|code#\w+)$/.test(selector)) return null;
  const element = first(new Element("page", {}, document.children), selector);
  if (element === null) return null;
  const inside = new Element(element.name, { ...element.attribs, text: hiddenText(element) });
  const target = findAttribute([inside], raw);
  return target === null ? null : { attributes: [target] };
}

/** A `code` element keeps its value as text or inside a comment. */
function hiddenText(element: Element): string {
  return element.children
    .map((child) => (child instanceof Text || child.type === "comment" ? child.data : ""))
    .join("");
}
