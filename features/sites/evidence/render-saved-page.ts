import { type ChildNode, type Document, Element, Text } from "domhandler";
import { findInPage } from "../extraction/find-in-page.ts";
import { parsePage, textOf } from "../extraction/page-document.ts";
import { escapeHtml } from "./escape-html.ts";
import type { RenderedAnswer } from "./render-answer.ts";

/** Elements that are written, without any of their attributes; the rest is written as its text. */
const shownTags = new Set([
  ..."p br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr th td caption section article".split(
    " ",
  ),
  ..."main aside header footer div span b strong em i small code pre blockquote figure figcaption time".split(
    " ",
  ),
]);
const emptyTags = new Set(["br", "hr"]);
const droppedTags = new Set(
  "script style template noscript head iframe object embed svg math canvas video audio link meta base form".split(
    " ",
  ),
);
const deepest = 200;
const mostCharacters = 600_000;

/**
 * A saved page as inert HTML: its structure and text, nothing that runs, loads or links; with the element marked that a
 * place (a strategy's selector, and the label it went by) leads to.
 */
export function renderSavedPage(html: string, place: string, raw: string | null): RenderedAnswer {
  const document = parsePage(html);
  const target = raw === null ? null : targetOf(document, place, raw);
  let written = 0;
  const write = (node: ChildNode, depth: number): string => {
    if (written > mostCharacters || depth > deepest) return "";
    if (node instanceof Text) {
      written += node.data.length;
      return escapeHtml(node.data);
    }
    if (!(node instanceof Element) || droppedTags.has(node.name)) return "";
    const inner = node.children.map((child) => write(child, depth + 1)).join("");
    const marked = node === target ? `<mark id="evidence">${inner}</mark>` : inner;
    if (!shownTags.has(node.name)) return marked;
    return emptyTags.has(node.name) ? `<${node.name}>` : `<${node.name}>${marked}</${node.name}>`;
  };
  const body = document.children.map((child) => write(child, 0)).join("");
  return { html: `<div class="page">${body}</div>`, isMarked: target !== null };
}

function targetOf(document: Document, place: string, raw: string): Element | null {
  const parts = /^(?<selector>.+?)(?: “(?<label>.*)”)?$/su.exec(place);
  const { selector, label } = parts?.groups ?? {};
  if (selector === undefined) return null;
  const strategy = {
    name: "evidence",
    selector,
    trust: 1,
    ...(label === undefined ? {} : { label: [label] }),
  };
  const wanted = raw.replaceAll(/\s+/gu, " ").trim();
  try {
    const found = findInPage(document, [strategy], (text) => text === wanted);
    return found === null || textOf(found.element) === "" ? null : found.element;
  } catch {
    // A place of another kind (a formula, a column) is no selector: the page is shown unmarked.
    return null;
  }
}
