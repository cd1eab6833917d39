import { selectAll } from "css-select";
import { type ChildNode, type Document, Element, Text } from "domhandler";
import { parseDocument } from "htmlparser2";

/** Set in the browser on elements nobody can see, before the page is kept: decoys are not read. */
export const unseenMark = "data-millrace-unseen";

const unreadTags = new Set(["script", "style", "template", "noscript", "head"]);

export function parsePage(html: string): Document {
  return parseDocument(html);
}

/** Elements a reader of the page sees, in page order. */
export function seenElements(document: Document, selector: string): Element[] {
  return selectAll<ChildNode, Element>(selector, document.children).filter(isSeen);
}

/** The text of a node as one line, without what nobody sees. */
export function textOf(node: ChildNode): string {
  return rawText(node).replaceAll(/\s+/gu, " ").trim();
}

/** The first texts after an element in page order, within the ancestor so many levels above it. */
export function* textsAfter(element: Element, levels: number): Generator<Text> {
  let within: Element = element;
  for (let level = 0; level < levels && within.parent instanceof Element; level += 1) within = within.parent;
  let hasPassed = false;
  function* walk(node: Element): Generator<Text> {
    for (const child of node.children) {
      if (child === element) hasPassed = true;
      else if (child instanceof Text) {
        if (hasPassed && child.data.trim() !== "") yield child;
      } else if (child instanceof Element && !isUnread(child)) yield* walk(child);
    }
  }
  yield* walk(within);
}

function rawText(node: ChildNode): string {
  if (node instanceof Text) return node.data;
  return node instanceof Element && !isUnread(node) ? node.children.map(rawText).join("") : "";
}

function isSeen(element: Element): boolean {
  for (let at: unknown = element; at instanceof Element; at = at.parent) if (isUnread(at)) return false;
  return true;
}

function isUnread(element: Element): boolean {
  return unreadTags.has(element.name) || unseenMark in element.attribs || "hidden" in element.attribs;
}
