import { type Document, Document as Tree, Element } from "domhandler";
import { parseDocument } from "htmlparser2";
import { parsePage } from "../extraction/parse-page.ts";

/** A page as a tree; of a very large page only what holds posts. */
export interface PageTree {
  document: Document;
  /** False when only the elements that hold posts were kept. */
  isWhole: boolean;
}

/** Pages longer than this many characters are not built as a whole: a tree takes some twenty times the text. */
const longestWholePage = 3_000_000;
const prunedClass =
  /(?:^|\s)(?:comment|comments-comment-item|comments-comments-list|comments-comment-entity|comments-comment-list__container|feed-shared-update-v2__comments-container|related-posts|comments__container|x-comments)(?:\s|$)/;

/** Parses a page as the extraction does (attribute names as written, broken HTML as far as it goes). */
export function readPageTree(html: string): PageTree {
  if (html.length <= longestWholePage)
    return { document: parseDocument(html, { lowerCaseAttributeNames: false }), isWhole: true };
  const document = new Tree([]);
  document.children = parsePage(html).containers;
  for (const child of document.children) child.parent = document;
  return { document, isWhole: false };
}

/** Whether the extraction ignores an element with everything inside: comments, other posts, scripts. */
export function isIgnored(element: Element): boolean {
  if (element.name === "style" || element.name === "script" || element.name === "code") return true;
  return element.name !== "body" && prunedClass.test(element.attribs.class ?? "");
}

/** All elements of a tree in page order, up to a number; deep nesting does no harm. */
export function* elementsOf(
  root: Document | Element,
  enter: (element: Element) => boolean = () => true,
): Generator<Element> {
  const waiting = root.children.toReversed();
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    if (!(node instanceof Element) || !enter(node)) continue;
    yield node;
    for (let index = node.children.length - 1; index >= 0; index -= 1) waiting.push(node.children[index]!);
  }
}
