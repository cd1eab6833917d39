import { type ChildNode, Element, Text } from "domhandler";
import { findRaw, type Matcher, type Range } from "./locate.ts";
import { isRendered } from "./page-elements.ts";

/** What is marked in the page: ranges inside text nodes, or a run of children of an element. */
export interface PageMarks {
  texts: Map<Text, Range>;
  runs: Map<Element, { from: number; to: number }>;
  /** The element to show when the page is too large to show as a whole. */
  around: Element;
}

interface Piece {
  node: Text;
  start: number;
}

/** Marks what a matcher finds in the text of an element; null when it finds nothing. */
export function markText(element: Element, match: Matcher): PageMarks | null {
  const { text, pieces } = visibleText(element);
  const range = match(text);
  return range === null ? null : markRange(element, pieces, range);
}

/** Marks each word of a list (hashtags, mentions) where it first follows the one before; null unless all are there. */
export function markParts(element: Element, parts: readonly string[]): PageMarks | null {
  const { text, pieces } = visibleText(element);
  const marks: PageMarks = { texts: new Map(), runs: new Map(), around: element };
  let from = 0;
  for (const part of parts) {
    const found = findRaw(text.slice(from), part);
    if (found === null) return null;
    const range = { start: found.start + from, end: found.end + from };
    const single = markRange(element, pieces, range);
    for (const [node, item] of single.texts) if (!marks.texts.has(node)) marks.texts.set(node, item);
    from = range.end;
  }
  return marks.texts.size === 0 ? null : marks;
}

/** Marks everything inside an element. */
export function markWhole(element: Element): PageMarks {
  return {
    texts: new Map(),
    runs: new Map([[element, { from: 0, to: element.children.length }]]),
    around: element,
  };
}

function visibleText(element: Element): { text: string; pieces: Piece[] } {
  const pieces: Piece[] = [];
  const parts: string[] = [];
  let length = 0;
  const waiting: ChildNode[] = element.children.toReversed();
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    if (node instanceof Text) {
      pieces.push({ node, start: length });
      parts.push(node.data);
      length += node.data.length;
    } else if (node instanceof Element && isRendered(node)) {
      if (node.name === "br") parts.push("\n");
      if (node.name === "br") length += 1;
      waiting.push(...node.children.toReversed());
    }
  }
  return { text: parts.join(""), pieces };
}

/** One mark for a range: inside one text node, or around the children of the smallest element that holds all of it. */
function markRange(root: Element, pieces: readonly Piece[], range: Range): PageMarks {
  const first = pieceAt(pieces, range.start);
  const last = pieceAt(pieces, range.end - 1);
  if (first === last) {
    const { node, start } = first;
    return {
      texts: new Map([
        [node, { start: range.start - start, end: Math.min(node.data.length, range.end - start) }],
      ]),
      runs: new Map(),
      around: node.parent instanceof Element ? node.parent : root,
    };
  }
  const common = commonParent(first.node, last.node, root);
  const from = common.children.findIndex((child) => contains(child, first.node));
  const to = common.children.findIndex((child) => contains(child, last.node)) + 1;
  return { texts: new Map(), runs: new Map([[common, { from, to }]]), around: common };
}

function pieceAt(pieces: readonly Piece[], at: number): Piece {
  return pieces.findLast((piece) => piece.start <= at) ?? pieces[0]!;
}

function commonParent(a: Text, b: Text, root: Element): Element {
  let parent = a.parent;
  while (parent instanceof Element && parent !== root && !contains(parent, b)) parent = parent.parent;
  return parent instanceof Element ? parent : root;
}

function contains(node: ChildNode, inner: ChildNode): boolean {
  let here: { parent: unknown } | null = inner;
  while (here !== null) {
    if (here === node) return true;
    here = (here as ChildNode).parent as ChildNode | null;
  }
  return false;
}
