import { type ChildNode, Element, Text } from "domhandler";
import { canonicalProfileUrl, parseUrl } from "../linkedin-url.ts";
import { spanOfUnits } from "../spans.ts";
import type { Span } from "../../contract.ts";

/** A post's text with the links inside it, positions in code points. */
export interface PostText {
  text: string;
  mentions: Span[];
  hashtags: Span[];
  /** The markup cuts the text ("…see more" without the rest). */
  isCut: boolean;
}

const blockTags = new Set(["p", "div", "li", "ul", "ol", "h1", "h2", "h3", "blockquote", "pre"]);
const moreButton =
  /(?:^|\s)(?:see-more|feed-shared-inline-show-more-text__see-more|show-more-less|lt-line-clamp__more|visually-hidden)/;

interface Link {
  start: number;
  end: number;
  href: string;
}

/** Reads the text of a commentary element: line breaks kept, entities decoded, "…see more" left out. */
export function readPostText(element: Element, preservesWhiteSpace: boolean): PostText {
  const writer = new TextWriter(preservesWhiteSpace);
  writer.children(element);
  return writer.finish();
}

class TextWriter {
  private out = "";
  private readonly links: Link[] = [];
  private readonly keepsSpace: boolean;

  constructor(keepsSpace: boolean) {
    this.keepsSpace = keepsSpace;
  }

  children(element: Element): void {
    for (const child of element.children) this.node(child);
  }

  finish(): PostText {
    const lead = this.out.length - this.out.trimStart().length;
    const text = this.keepsSpace ? this.out.slice(lead) : this.out.trim();
    const spans = this.links.flatMap((link) =>
      spanOfLink(text, link.start - lead, link.end - lead, link.href),
    );
    const isCut = /(?:…|\.\.\.)\s*(?:see|voir|afficher|mehr|ver|mostra|meer)\s?\p{L}*$/iu.test(text);
    return { text, mentions: pick(spans, "mention"), hashtags: pick(spans, "hashtag"), isCut };
  }

  private node(node: ChildNode): void {
    if (node instanceof Text) this.text(node.data);
    else if (node instanceof Element) this.element(node);
  }

  private element(element: Element): void {
    if (moreButton.test(element.attribs.class ?? "")) return;
    if (element.name === "button") return;
    if (element.name === "br") this.out = `${this.trimmedLine()}\n`;
    else if (element.name === "a") this.link(element);
    else if (blockTags.has(element.name)) this.block(element);
    else this.children(element);
  }

  private block(element: Element): void {
    if (this.out !== "" && !this.out.endsWith("\n")) this.out += "\n";
    this.children(element);
  }

  private link(element: Element): void {
    const start = this.out.length;
    this.children(element);
    const href = element.attribs.href;
    if (href !== undefined && this.out.length > start) this.links.push({ start, end: this.out.length, href });
  }

  /** Template indentation (white space with a line feed) is one space at most; the author's own spaces stay. */
  private text(data: string): void {
    if (this.keepsSpace) {
      this.out += data.replaceAll(/\r\n?/g, "\n");
      return;
    }
    const collapsed = data.replaceAll(/[ \t]*[\r\n]\s*/g, " ");
    this.out += /[\s]$|^$/.test(this.out) ? collapsed.replace(/^ /, "") : collapsed;
  }

  private trimmedLine(): string {
    return this.keepsSpace ? this.out : this.out.replace(/[ \t]+$/, "");
  }
}

type Kind = "mention" | "hashtag";

function spanOfLink(text: string, start: number, end: number, href: string): { kind: Kind; span: Span }[] {
  const label = text.slice(Math.max(0, start), end);
  const trimmed = label.trim();
  const kind = trimmed === "" ? null : kindOfLink(trimmed, href);
  if (kind === null) return [];
  const from = Math.max(0, start) + label.indexOf(trimmed);
  return [{ kind, span: spanOfUnits(text, from, from + trimmed.length) }];
}

function kindOfLink(label: string, href: string): Kind | null {
  if (/^[#＃]/.test(label)) return "hashtag";
  if (/^https?:\/\//i.test(label)) return null;
  const target = mentionTarget(href);
  return target === null || /^(?:www\.)?linkedin\.com\//i.test(label) ? null : "mention";
}

/** A mention links to a profile, for guests sometimes behind the sign-up page. */
function mentionTarget(href: string): string | null {
  const direct = canonicalProfileUrl(href);
  if (direct !== null) return direct;
  return canonicalProfileUrl(parseUrl(href)?.searchParams.get("session_redirect") ?? null);
}

function pick(spans: { kind: Kind; span: Span }[], kind: Kind): Span[] {
  return spans.filter((item) => item.kind === kind).map((item) => item.span);
}
