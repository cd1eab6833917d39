import { type ChildNode, type Document, Element, Text } from "domhandler";
import { escapeHtml } from "./escape.ts";
import type { MarkWriter } from "./mark-writer.ts";
import { isRendered, shownName } from "./page-elements.ts";
import type { PageMarks } from "./page-marks.ts";

/** The page as inert HTML; `isCut` when not all of it is there. */
export interface WrittenPage {
  html: string;
  isCut: boolean;
}

/** Characters of HTML written for a page at most: enough for a post with everything around it, quick for any browser. */
const mostCharacters = 600_000;
const deepest = 300;
/** Children shown on either side of a mark inside an element too large to show. */
const childrenAround = 100;
const voidNames = new Set(["br", "hr", "img"]);
const inlineImage = /^data:image\/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]+$/i;
const longestImage = 60_000;

/** Writes the page from its beginning or, when it is too large, from the largest part around the mark that fits. */
export function writePage(
  document: Document,
  pageMarks: PageMarks | null,
  outlined: Element | null,
  marks: MarkWriter,
): WrittenPage {
  const centre = pageMarks?.around ?? outlined;
  const root = centre === null ? document : partAround(centre);
  const writer = new PageWriter(pageMarks, outlined, marks);
  if (root instanceof Element) writer.node(root, 0);
  else writer.children(root, 0);
  return {
    html: writer.out.join(""),
    isCut: writer.isFull || (root !== document && root.parent !== null && hasOthers(root as Element)),
  };
}

/** The largest element around another whose text and markup fit the limit. */
function partAround(centre: Element): Element | Document {
  let part: Element | Document = centre;
  while (
    part.parent !== null &&
    part.parent.type !== "cdata" &&
    sizeOf(part.parent as Element | Document) <= mostCharacters / 2
  )
    part = part.parent as Element | Document;
  return part;
}

/** Rough size of what would be written, counted no further than needed. */
function sizeOf(root: Element | Document): number {
  let size = 0;
  const waiting: ChildNode[] = [...root.children];
  while (waiting.length > 0 && size <= mostCharacters) {
    const node = waiting.pop()!;
    if (node instanceof Text) size += node.data.length;
    else if (node instanceof Element && isRendered(node)) {
      size += 20;
      for (const child of node.children) waiting.push(child);
    }
  }
  return size;
}

function hasOthers(root: Element): boolean {
  const siblings = root.parent?.children ?? [];
  return siblings.some((node) => node !== root && node instanceof Element && isRendered(node));
}

/** Children of an element from one index up to another. */
interface Run {
  from: number;
  to: number;
}

function runOfText(parent: Element, { texts }: PageMarks): Run | null {
  const from = parent.children.findIndex((child) => child instanceof Text && texts.has(child));
  return from < 0 ? null : { from, to: from + 1 };
}

class PageWriter {
  readonly out: string[] = [];
  isFull = false;
  private written = 0;
  private readonly pageMarks: PageMarks | null;
  private readonly outlined: Element | null;
  private readonly marks: MarkWriter;

  constructor(pageMarks: PageMarks | null, outlined: Element | null, marks: MarkWriter) {
    this.pageMarks = pageMarks;
    this.outlined = outlined;
    this.marks = marks;
  }

  children(parent: Element | Document, depth: number): void {
    const run = parent instanceof Element ? this.pageMarks?.runs.get(parent) : undefined;
    const shown = this.windowOf(parent, run ?? null);
    if (run === undefined) {
      this.nodes(parent, shown.from, shown.to, depth);
      return;
    }
    this.nodes(parent, shown.from, run.from, depth);
    const mark = this.marks.open();
    this.put(mark.start);
    this.nodes(parent, run.from, run.to, depth);
    this.put(mark.end);
    this.nodes(parent, run.to, shown.to, depth);
  }

  private nodes(parent: Element | Document, from: number, to: number, depth: number): void {
    for (const child of parent.children.slice(from, to)) this.node(child, depth);
  }

  /** Of an element too large to show, only the children near the mark. */
  private windowOf(parent: Element | Document, run: Run | null): Run {
    const all = { from: 0, to: parent.children.length };
    if (this.pageMarks === null || parent !== this.pageMarks.around || all.to <= 2 * childrenAround)
      return all;
    const marked = run ?? runOfText(parent, this.pageMarks);
    if (marked === null || sizeOf(parent) <= mostCharacters / 2) return all;
    this.isFull = true;
    return { from: Math.max(0, marked.from - childrenAround), to: marked.to + childrenAround };
  }

  node(node: ChildNode, depth: number): void {
    if (this.written > mostCharacters || depth > deepest) {
      this.isFull = true;
      return;
    }
    if (node instanceof Text) this.text(node);
    else if (node instanceof Element && isRendered(node)) this.element(node, depth);
  }

  private text(node: Text): void {
    const range = this.pageMarks?.texts.get(node);
    const room = Math.max(0, mostCharacters - this.written);
    if (range !== undefined) this.put(this.marks.within(node.data, range, 20_000));
    else this.put(escapeHtml(node.data.length > room ? `${node.data.slice(0, room)}…` : node.data));
  }

  private element(element: Element, depth: number): void {
    if (element.name === "img") {
      this.put(imageOf(element));
      return;
    }
    const name = shownName(element);
    if (name === null) {
      this.children(element, depth + 1);
      return;
    }
    this.put(`<${name}${element === this.outlined ? ' class="place"' : ""}${attributesOf(element)}>`);
    if (voidNames.has(name)) return;
    this.children(element, depth + 1);
    this.put(`</${name}>`);
  }

  private put(html: string): void {
    this.written += html.length;
    this.out.push(html);
  }
}

/** Only attributes that change how text reads. */
function attributesOf(element: Element): string {
  const { dir, lang } = element.attribs;
  const direction = dir !== undefined && /^(?:ltr|rtl|auto)$/.test(dir) ? ` dir="${dir}"` : "";
  return lang !== undefined && /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(lang)
    ? `${direction} lang="${lang}"`
    : direction;
}

/** A picture inside the page is shown; any other by its alternative text, because nothing is fetched. */
function imageOf(element: Element): string {
  const { src, alt } = element.attribs;
  const label = escapeHtml((alt ?? "").slice(0, 300));
  if (src !== undefined && src.length <= longestImage && inlineImage.test(src))
    return `<img alt="${label}" src="${src.replaceAll(/\s/g, "")}">`;
  return label.trim() === "" ? "" : `<span class="picture">${label}</span>`;
}
