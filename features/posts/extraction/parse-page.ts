import { Element, Text, type ChildNode } from "domhandler";
import { Parser } from "htmlparser2";
import { cutMark } from "./dom/dom-query.ts";

/** Everything one pass over a page found: the raw material of all three sources and of the wall detector. */
export interface PageParts {
  lang: string | null;
  title: string;
  /** `<meta name|property>` contents by lower-case name; the first wins. */
  metas: Map<string, string>;
  canonical: string | null;
  /** The address a browser wrote into the file when it saved the page. */
  savedFrom: string | null;
  jsonLd: string[];
  /** Texts of `<code>` and `<script type=application/json>` blobs that look like API answers. */
  blobs: { id: string; text: string }[];
  /** Short `<code id>` values (`ugcPostUrn`…). */
  codes: Map<string, string>;
  /** The outermost elements that may hold a post, in page order, with comments and related posts left out. */
  containers: Element[];
  signals: PageSignals;
}

/** What a wall looks like from the outside. */
export interface PageSignals {
  /** Beginning of the visible text outside containers, white space collapsed. */
  text: string;
  /** Form actions, and addresses of frames and scripts, lower case. */
  addresses: string[];
  hasPasswordField: boolean;
  /** Beginning of the inline scripts. */
  script: string;
  ids: Set<string>;
}

/** Real pages nest 60 deep; the parser's work grows with the square of the depth. */
const maxDepth = 2_000;
/** Inside a post, deeper elements are left out: reading is recursive. */
const maxPostDepth = 300;
const maxSignalText = 6_000;
const maxScriptText = 6_000;
/** An aggregate (`urn:li:aggregate:(…)`) holds several posts, each in an element of its own. */
const postUrnStart = /^urn:li:(activity|ugcpost|share)/i;
const containerClass =
  /(?:^|\s)(?:feed-shared-update-v2|main-feed-activity-card|occludable-update|share-update-card)(?:\s|$)/;
/** Comments of server-driven pages: classes are scrambled, keys and test ids are not. */
const prunedKey = /^(?:commentsSectionContainer|replaceableComment_)|commentList/;
const prunedClass =
  /(?:^|\s)(?:comment|comments-comment-item|comments-comments-list|comments-comment-entity|comments-comment-list__container|feed-shared-update-v2__comments-container|related-posts|comments__container|feed-shared-comments-list|feed-base-comments-list|x-comments|ellipsis-menu|social-action-bar|social-share)(?:\s|$)/;

/** Parses a page once. Truncated or broken HTML gives what was there. */
export function parsePage(html: string): PageParts {
  const handler = new PageHandler(!html.includes("bpr-guid-"));
  const parser = new Parser(handler, { lowerCaseAttributeNames: false });
  handler.stop = () => parser.pause();
  parser.write(html);
  if (!handler.stopped) {
    handler.markCut();
    parser.end();
  }
  return handler.finish();
}

type Attributes = Record<string, string>;

/** Builds DOM nodes only inside post containers; elsewhere it only takes notes. */
class PageHandler {
  private readonly parts: PageParts = {
    lang: null,
    title: "",
    metas: new Map(),
    canonical: null,
    savedFrom: null,
    jsonLd: [],
    blobs: [],
    codes: new Map(),
    containers: [],
    signals: { text: "", addresses: [], hasPasswordField: false, script: "", ids: new Set() },
  };
  private depth = 0;
  /** Depth of the element whose whole subtree is ignored; 0 = none. */
  private skipFrom = 0;
  private captureFrom = 0;
  private captured: string[] = [];
  private captureKind: "title" | "json-ld" | "code" | "script" | "data" = "title";
  private captureId = "";
  private readonly stack: Element[] = [];
  private domFrom = 0;
  /** Ends the parse early; set by the caller, who owns the parser. */
  stop: () => void = () => {};
  stopped = false;
  private readonly mayStop: boolean;

  /** `mayStop`: nothing behind the page's own post is wanted, as no API answers stand there. */
  constructor(mayStop: boolean) {
    this.mayStop = mayStop;
  }

  onopentag(name: string, attributes: Attributes): void {
    this.depth += 1;
    if (this.depth > maxDepth) this.end();
    if (this.skipFrom !== 0 || this.captureFrom !== 0) return;
    if (this.startsSkip(name, attributes) || this.startsCapture(name, attributes)) return;
    if (this.domFrom !== 0) this.pushElement(name, attributes);
    else if (isContainer(name, attributes)) this.openContainer(name, attributes);
    else this.note(name, attributes);
  }

  onclosetag(): void {
    if (this.captureFrom === this.depth) this.endCapture();
    else if (this.skipFrom === this.depth) this.skipFrom = 0;
    else if (this.domFrom !== 0 && this.skipFrom === 0 && this.captureFrom === 0) this.popElement();
    this.depth -= 1;
  }

  ontext(text: string): void {
    if (this.skipFrom !== 0) return;
    if (this.captureFrom !== 0) this.captured.push(text);
    else if (this.domFrom !== 0) this.appendText(text);
    else this.noteText(text);
  }

  oncomment(text: string): void {
    if (this.captureFrom !== 0 && (this.captureKind === "code" || this.captureKind === "data"))
      this.captured.push(text);
    else if (this.captureFrom === 0 && this.parts.savedFrom === null)
      this.parts.savedFrom = /^\s*saved from url=\(\d+\)(\S+)/.exec(text)?.[1] ?? null;
  }

  /** Elements still open at the end of the file may have lost their rest: a value read from them would be half a value. */
  markCut(): void {
    for (const element of this.stack) element.attribs[cutMark] = "";
  }

  finish(): PageParts {
    if (this.captureFrom !== 0) this.endCapture();
    return this.parts;
  }

  private end(): void {
    this.stopped = true;
    this.stop();
  }

  private startsSkip(name: string, attributes: Attributes): boolean {
    const pruned =
      name === "style" ||
      this.stack.length > maxPostDepth ||
      isPruned(name, attributes) ||
      (this.domFrom !== 0 && isCommentList(attributes));
    if (pruned) this.skipFrom = this.depth;
    return pruned;
  }

  private startsCapture(name: string, attributes: Attributes): boolean {
    if (name === "script") return this.beginCapture(scriptKind(attributes), attributes);
    if (name === "code") return this.beginCapture("code", attributes);
    return name === "title" && this.parts.title === "" && this.domFrom === 0
      ? this.beginCapture("title", attributes)
      : false;
  }

  private beginCapture(kind: PageHandler["captureKind"], attributes: Attributes): true {
    this.captureFrom = this.depth;
    this.captureKind = kind;
    this.captureId = attributes.id ?? "";
    this.captured = [];
    if (kind === "script" && attributes.src !== undefined)
      this.parts.signals.addresses.push(attributes.src.toLowerCase());
    return true;
  }

  private endCapture(): void {
    const text = this.captured.join("");
    this.captureFrom = 0;
    this.captured = [];
    if (this.captureKind === "title") this.parts.title = text.replaceAll(/\s+/g, " ").trim();
    else if (this.captureKind === "json-ld") this.parts.jsonLd.push(text);
    else if (this.captureKind === "script") this.noteScript(text);
    else this.noteBlob(text);
  }

  private noteScript(text: string): void {
    const { signals } = this.parts;
    if (signals.script.length < maxScriptText) signals.script += text.slice(0, maxScriptText);
  }

  private noteBlob(text: string): void {
    if (text.length > 40 && /urn:li:|"included"|&quot;included&quot;|"elements"/.test(text))
      this.parts.blobs.push({ id: this.captureId, text });
    else if (this.captureId !== "" && text.length <= 400)
      this.parts.codes.set(this.captureId, text.trim().replace(/^"(.*)"$/s, "$1"));
  }

  private note(name: string, attributes: Attributes): void {
    const { parts } = this;
    if (name === "meta") this.noteMeta(attributes);
    else if (name === "html") parts.lang = attributes.lang ?? null;
    else if (name === "link" && attributes.rel === "canonical") parts.canonical = attributes.href ?? null;
    else this.noteControl(name, attributes);
    if (attributes.id !== undefined && parts.signals.ids.size < 500) parts.signals.ids.add(attributes.id);
  }

  private noteControl(name: string, attributes: Attributes): void {
    const { signals } = this.parts;
    if (name === "form" && attributes.action !== undefined)
      signals.addresses.push(attributes.action.toLowerCase());
    if (name === "iframe" && attributes.src !== undefined)
      signals.addresses.push(attributes.src.toLowerCase());
    if (name === "input" && attributes.type === "password") signals.hasPasswordField = true;
  }

  private noteMeta(attributes: Attributes): void {
    const name = (attributes.property ?? attributes.name ?? attributes["http-equiv"])?.toLowerCase();
    if (name !== undefined && attributes.content !== undefined && !this.parts.metas.has(name))
      this.parts.metas.set(name, attributes.content);
  }

  private noteText(text: string): void {
    const { signals } = this.parts;
    if (signals.text.length >= maxSignalText) return;
    const trimmed = text.trim();
    if (trimmed !== "") signals.text += ` ${trimmed.slice(0, 1_000).replaceAll(/\s+/g, " ")}`;
  }

  private openContainer(name: string, attributes: Attributes): void {
    this.domFrom = this.depth;
    const element = new Element(name, attributes);
    this.parts.containers.push(element);
    this.stack.push(element);
  }

  private pushElement(name: string, attributes: Attributes): void {
    const element = new Element(name, attributes);
    this.append(element);
    this.stack.push(element);
  }

  private popElement(): void {
    this.stack.pop();
    if (this.domFrom !== this.depth) return;
    this.domFrom = 0;
    if (this.mayStop && this.holdsOwnPost()) this.end();
  }

  /** On a guest's post page the post itself comes first and other people's posts follow (most of the page): enough is read. */
  private holdsOwnPost(): boolean {
    const { metas, jsonLd, containers } = this.parts;
    const urn = containers.at(-1)?.attribs["data-activity-urn"];
    return (
      urn !== undefined &&
      jsonLd.length > 0 &&
      metas.get("pagekey") === "d_public_post" &&
      metas.get("lnkd:url")?.endsWith(urn) === true
    );
  }

  private appendText(text: string): void {
    const last = this.stack.at(-1)?.children.at(-1);
    if (last instanceof Text) last.data += text;
    else this.append(new Text(text));
  }

  private append(node: ChildNode): void {
    const parent = this.stack.at(-1);
    if (parent === undefined) return;
    const previous = parent.children.at(-1) ?? null;
    node.parent = parent;
    node.prev = previous;
    if (previous !== null) previous.next = node;
    parent.children.push(node);
  }
}

function isPruned(name: string, attributes: Attributes): boolean {
  return attributes.class !== undefined && name !== "body" && prunedClass.test(attributes.class);
}

function isCommentList(attributes: Attributes): boolean {
  return (
    namesComments(attributes.componentkey) ||
    namesComments(attributes["data-testid"]) ||
    namesComments(attributes.id)
  );
}

function namesComments(key: string | undefined): boolean {
  return key !== undefined && prunedKey.test(key);
}

function scriptKind(attributes: Attributes): "json-ld" | "data" | "script" {
  const type = attributes.type?.toLowerCase().trim() ?? "";
  if (type.startsWith("application/ld+json")) return "json-ld";
  return type === "application/json" ? "data" : "script";
}

/** Whether an element may hold a post: by its urn, its class, its role, or because it is an article. */
function isContainer(name: string, attributes: Attributes): boolean {
  if (name === "article" || attributes["data-activity-urn"] !== undefined) return true;
  if (name === "body" || name === "html") return false;
  return hasContainerMark(name, attributes);
}

function hasContainerMark(name: string, attributes: Attributes): boolean {
  if (postUrnStart.test(attributes["data-urn"] ?? attributes["data-id"] ?? "")) return true;
  if (attributes.class !== undefined && containerClass.test(attributes.class)) return true;
  return isScrambledContainer(name, attributes);
}

/** Containers of server-driven pages. */
function isScrambledContainer(name: string, attributes: Attributes): boolean {
  if (attributes.role === "listitem" && name === "div") return true;
  return (
    attributes["data-view-name"] === "feed-full-update" ||
    attributes.componentkey?.includes("FeedType_") === true
  );
}
