import type { Element } from "domhandler";
import { addUrn, type Candidate, emptyCandidate, known } from "../candidate.ts";
import { canonicalPermalink } from "../linkedin-url.ts";
import { labelsLimited, saysLimited, saysPromoted } from "../page-words.ts";
import { isRelativeAge, saysEdited } from "../relative-age.ts";
import { postUrnIn, postUrnOfUrl, postUrnsIn } from "../urn.ts";
import { all, describe, detach, first, isCut, lineOf, matches } from "./dom-query.ts";
import { findReshared } from "./find-reshared.ts";
import { headerOf } from "./header-lines.ts";
import { type Layout, layouts } from "./layouts.ts";
import { readMedia } from "./media.ts";
import { readPostText } from "./post-text.ts";
import { firstLine, type Line, readAuthor } from "./read-author.ts";
import { readCounts } from "./read-counts.ts";

/** Reads every container that holds a post; a container inside another is its reshared post, never a post of its own. */
export function candidatesFromDom(containers: readonly Element[]): Candidate[] {
  const found: Candidate[] = [];
  for (const container of containers) {
    const root = postRoot(container);
    if (root !== null) found.push(candidateOf(root.element, root.layout));
  }
  return found.filter(holdsSomething);
}

/** The element that really holds the post: the container, or (in list items and wrappers) the post element inside. */
function postRoot(container: Element): { element: Element; layout: Layout } | null {
  for (const layout of layouts) {
    if (matches(container, layout.root) && (layout.name !== "list-item" || layoutInside(container) === null))
      return { element: container, layout };
  }
  return layoutInside(container);
}

function layoutInside(container: Element): { element: Element; layout: Layout } | null {
  for (const layout of layouts.filter((item) => item.name !== "list-item")) {
    const inner = first(container, layout.root);
    if (inner !== null) return { element: inner, layout };
  }
  return null;
}

/** A skeleton, an advertisement slot or a search suggestion also sits in such containers. */
function holdsSomething(candidate: Candidate): boolean {
  const hasName = candidate.author.name !== undefined;
  const says = candidate.text !== undefined || (candidate.reshared ?? undefined) !== undefined;
  if (hasName && says) return true;
  return (
    (candidate.urns.length > 0 || candidate.permalink !== undefined) &&
    (hasName || candidate.text !== undefined)
  );
}

function candidateOf(root: Element, layout: Layout): Candidate {
  const resharedElement = findReshared(root, layout);
  if (resharedElement !== null) detach(resharedElement);
  const candidate = readFields(root, layout);
  if (resharedElement === null) return { ...candidate, ...sureAbsence(layout) };
  const reshared = readFields(resharedElement, resharedLayout(resharedElement, layout));
  return isBareRepost(candidate) ? shownInstead(reshared, candidate) : { ...candidate, reshared };
}

/** "X reposted this" above somebody's post: X has no name and no words of their own in it. */
function isBareRepost(outer: Candidate): boolean {
  return (
    outer.author.name === undefined && outer.text === undefined && outer.reasons.published_at !== undefined
  );
}

/** The post that is really shown; the container's ids are those of the repost. */
function shownInstead(shown: Candidate, outer: Candidate): Candidate {
  const ids = outer.urns.map((item) => item.value);
  return { ...shown, aliases: [...shown.aliases, ...ids], reasons: { ...outer.reasons, ...shown.reasons } };
}

/** Guest pages always mark a reshared post; other layouts change too often to conclude from absence. */
function sureAbsence(layout: Layout): { reshared?: null } {
  return layout.name === "guest" ? { reshared: null } : {};
}

function resharedLayout(element: Element, outer: Layout): Layout {
  return layouts.find((layout) => layout.name === outer.name && matches(element, layout.root)) ?? outer;
}

function readFields(root: Element, layout: Layout): Candidate {
  const candidate = emptyCandidate("dom");
  candidate.isCut = isCut(root);
  const at = `${layout.name}: ${describe(root)}`;
  readIdentity(candidate, root, layout, at);
  candidate.author = readAuthor(candidate, root, layout, at);
  readAge(candidate, root, layout, at);
  readText(candidate, root, layout, at);
  readCounts(candidate, root, layout, at);
  const media = readMedia(root);
  if (media !== null)
    candidate.media = {
      value: media,
      path: `${at} media`,
      raw: media.map((item) => item.url ?? item.title ?? item.kind).join(" "),
    };
  return candidate;
}

function readIdentity(candidate: Candidate, root: Element, layout: Layout, at: string): void {
  for (const name of layout.urnAttributes) readUrnAttribute(candidate, root.attribs[name], `${at} @${name}`);
  for (const selector of layout.permalink)
    readLinkIdentity(candidate, first(root, selector), `${at} ${selector}`);
  if (layout.confirmsAuthor === true) readLinkIdentity(candidate, agedLink(root), `${at} a`);
  if (candidate.urns.length === 0) readUrnFromAttributes(candidate, root, at);
  markSocialProof(candidate, root, layout);
}

function readUrnAttribute(candidate: Candidate, raw: string | undefined, path: string): void {
  if (raw === undefined || raw.startsWith("urn:li:aggregate")) return;
  addUrn(candidate, postUrnIn(raw), path, raw);
  if (/sponsored/i.test(raw)) candidate.promoted = { value: true, path, raw };
}

/** In scrambled layouts any link may lead to another post; the one that shows the age is the post's own. */
function agedLink(root: Element): Element | null {
  return (
    all(root, 'a[href*="/feed/update/urn:li:"], a[href*="/posts/"]').find((link) =>
      isRelativeAge(lineOf(link)),
    ) ?? null
  );
}

function readLinkIdentity(candidate: Candidate, link: Element | null, path: string): void {
  const href = link?.attribs.href;
  if (href === undefined) return;
  candidate.permalink ??= known(canonicalPermalink(href), path, href);
  if (candidate.urns.length === 0) addUrn(candidate, postUrnOfUrl(href) ?? postUrnIn(href), path, href);
}

const urnPlaces = ["componentkey", "data-semaphore-content-urn", "data-urn", "id"];
const urnHolders =
  '[componentkey*="urn:li:"], [data-semaphore-content-urn], [data-urn], [id^="translatable-commentary-urn:li:"]';

/** Server-driven layouts hide the id in component keys: it counts only when the whole container knows one single id. */
function readUrnFromAttributes(candidate: Candidate, root: Element, at: string): void {
  const values = [root, ...all(root, urnHolders)]
    .flatMap((element) => urnPlaces.map((name) => element.attribs[name] ?? ""))
    .filter((value) => value.includes("urn:li:") && !value.includes("urn:li:comment"));
  const urns = new Set(values.flatMap(postUrnsIn));
  const [urn, ...others] = urns;
  if (urn !== undefined && others.length === 0) addUrn(candidate, urn, `${at} attributes`, values[0]!);
}

/** Under "X likes this" the container's id is that of the like, so its time says nothing about the post. */
function markSocialProof(candidate: Candidate, root: Element, layout: Layout): void {
  for (const selector of layout.socialProof) {
    const line = lineOf(first(root, selector));
    if (line === "") continue;
    candidate.reasons.published_at = `shown_because:${line.slice(0, 80)}`;
    return;
  }
}

function readAge(candidate: Candidate, root: Element, layout: Layout, at: string): void {
  const line = firstLine(root, layout.age, (text) => text) ?? headerAge(candidate, root, layout);
  if (line !== null) readAgeLine(candidate, line, `${at} ${line.selector}`);
  const advertisement = first(root, '[aria-label="View Sponsored Content"]');
  if (advertisement !== null)
    candidate.promoted = { value: true, path: `${at} @aria-label`, raw: "View Sponsored Content" };
  readAudience(candidate, root, line?.value ?? "");
}

function headerAge(candidate: Candidate, root: Element, layout: Layout): Line | null {
  const name = candidate.author.name?.value;
  const age = layout.confirmsAuthor === true && name !== undefined ? headerOf(root, name).age : null;
  return age === null ? null : { value: age, selector: "p", raw: age };
}

function readAgeLine(candidate: Candidate, line: Line, path: string): void {
  const promoted = candidate.promoted?.value === true || saysPromoted(line.value);
  candidate.promoted ??= { value: promoted, path, raw: line.raw };
  if (!isRelativeAge(line.value)) return;
  candidate.age = { value: line.value, path, raw: line.raw };
  candidate.edited = { value: saysEdited(line.value), path, raw: line.raw };
}

function readAudience(candidate: Candidate, root: Element, line: string): void {
  const hidden = all(root, ".visually-hidden").map(lineOf).find(saysLimited);
  const label = all(root, '[aria-label^="Visibility"]')
    .map((element) => element.attribs["aria-label"] ?? "")
    .find(labelsLimited);
  const words = hidden ?? label ?? (saysLimited(line) ? line : undefined);
  if (words !== undefined) candidate.limitedAudience = words;
}

function readText(candidate: Candidate, root: Element, layout: Layout, at: string): void {
  for (const selector of layout.text) {
    const element = first(root, selector);
    if (element === null || isCut(element)) continue;
    const read = readPostText(
      element,
      layout.preservesWhiteSpace || /whitespace-pre-wrap/.test(element.attribs.class ?? ""),
    );
    if (read.text.trim() === "") continue;
    const path = `${at} ${selector}`;
    candidate.text = { value: read.text, path, raw: read.text };
    candidate.textIsWhole = !read.isCut;
    candidate.mentions = {
      value: read.mentions,
      path: `${path} a`,
      raw: read.mentions.map((item) => item.text).join(" "),
    };
    candidate.hashtags = {
      value: read.hashtags,
      path: `${path} a`,
      raw: read.hashtags.map((item) => item.text).join(" "),
    };
    return;
  }
}
