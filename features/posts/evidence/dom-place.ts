import { type Document, type ChildNode, Element, Text } from "domhandler";
import { describe, detach, first, matches } from "../extraction/dom/dom-query.ts";
import { type Layout, layouts } from "../extraction/dom/layouts.ts";
import { elementsOf, isIgnored } from "./page-tree.ts";

/** What a path of the extraction's own form (`guest: article[…] selector @attribute`) points to. */
export interface DomPlace {
  element: Element;
  /** The attribute that holds the value; null when the element's text does. */
  attribute: string | null;
  /** The value is spread over the attributes of the element and those inside (media, hidden ids). */
  isSpread: boolean;
}

const deepest = 400;

/**
 * All elements a path may mean, the likeliest first: several posts of one page may be described by the same words.
 * Selectors run in a copy of the post without its comments and its reshared post, as the extraction sees it.
 */
export function domPlaces(document: Document, path: string, urn: string | null): DomPlace[] {
  const parts = /^([\w-]+): (.*)$/s.exec(path);
  const layout = layouts.find((item) => item.name === parts?.[1]);
  if (parts === null || layout === undefined) return [];
  const roots = rootsOf(document, parts[2]!);
  const id = urn?.split(":").at(-1) ?? "";
  const own = id === "" ? [] : roots.filter((root) => mentions(root.element, id));
  return [...own, ...roots.filter((root) => !own.includes(root))].flatMap(
    (root) => placeIn(root.element, root.suffix, layout) ?? [],
  );
}

interface Root {
  element: Element;
  suffix: string;
}

function rootsOf(document: Document, description: string): Root[] {
  const found: Root[] = [];
  for (const element of elementsOf(document, (item) => !isIgnored(item))) {
    const own = describe(element);
    if (description === own || description.startsWith(`${own} `))
      found.push({ element, suffix: description.slice(own.length).trim() });
  }
  return found;
}

function mentions(root: Element, id: string): boolean {
  const carries = (element: Element) => Object.values(element.attribs).some((value) => value.includes(id));
  return carries(root) || elementsOf(root).some(carries);
}

function placeIn(root: Element, suffix: string, layout: Layout): DomPlace | null {
  if (suffix === "" || suffix === "media" || suffix === "attributes")
    return { element: root, attribute: null, isSpread: suffix !== "" };
  const { selector, attribute } = splitSuffix(suffix);
  const element = selector === "" ? root : selectIn(root, selector, layout);
  return element === null ? null : { element, attribute, isSpread: false };
}

/** Marked words are evidenced by the text element and ` a`: the text element is the place. */
function splitSuffix(suffix: string): { selector: string; attribute: string | null } {
  const attribute = /^(.*?)\s?@([\w:-]+)$/s.exec(suffix);
  if (attribute !== null) return { selector: attribute[1]!, attribute: attribute[2]! };
  const isTextLinks =
    suffix.endsWith(" a") && layouts.some((layout) => layout.text.includes(suffix.slice(0, -2)));
  return { selector: isTextLinks ? suffix.slice(0, -2) : suffix, attribute: null };
}

/** The first element a selector finds in a post, as the extraction finds it. */
export function selectIn(root: Element, selector: string, layout: Layout): Element | null {
  const originals = new Map<Element, Element>();
  const copy = copyOf(root, originals, 0);
  const reshared = first(copy, layout.reshared);
  if (reshared !== null) detach(reshared);
  const found = first(copy, selector);
  return found === null ? null : (originals.get(found) ?? null);
}

function copyOf(element: Element, originals: Map<Element, Element>, depth: number): Element {
  const children =
    depth >= deepest ? [] : element.children.flatMap((child) => copyOfChild(child, originals, depth + 1));
  const copy = new Element(element.name, { ...element.attribs }, children);
  for (const [index, child] of children.entries()) {
    child.parent = copy;
    child.prev = children[index - 1] ?? null;
    child.next = children[index + 1] ?? null;
  }
  originals.set(copy, element);
  return copy;
}

function copyOfChild(child: ChildNode, originals: Map<Element, Element>, depth: number): ChildNode[] {
  if (child instanceof Text) return [new Text(child.data)];
  return child instanceof Element && !isIgnored(child) ? [copyOf(child, originals, depth)] : [];
}

/** The text elements of all posts on a page, in page order, those of the post with this urn first. */
export function textElements(document: Document, urn: string | null): Element[] {
  const id = urn?.split(":").at(-1) ?? "";
  const found: { element: Element; isOwn: boolean }[] = [];
  for (const root of elementsOf(document, (item) => !isIgnored(item))) {
    const layout = layouts.find((item) => matches(root, item.root));
    if (layout === undefined) continue;
    for (const selector of layout.text) {
      const element = selectIn(root, selector, layout);
      if (element === null || found.some((item) => item.element === element)) continue;
      found.push({ element, isOwn: id !== "" && mentions(root, id) });
    }
  }
  return found.sort((a, b) => Number(b.isOwn) - Number(a.isOwn)).map((item) => item.element);
}
