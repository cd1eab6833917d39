import type { Element } from "domhandler";
import { type AuthorFacts, type Candidate, type Count, emptyCandidate, type Known, known } from "../candidate.ts";
import { exactCount, parseCount } from "../counts.ts";
import { canonicalPermalink, canonicalProfileUrl, kindOfProfile } from "../linkedin-url.ts";
import { isFollowerCount, saysLimited, saysPromoted } from "../page-words.ts";
import { isRelativeAge, saysEdited } from "../relative-age.ts";
import { postUrnIn, postUrnOfUrl, postUrnsIn } from "../urn.ts";
import { all, describe, detach, first, lineOf, matches } from "./dom-query.ts";
import { type CountPlace, type Layout, layouts } from "./layouts.ts";
import { readMedia } from "./media.ts";
import { readPostText } from "./post-text.ts";

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
    if (matches(container, layout.root) && (layout.name !== "list-item" || layoutInside(container) === null)) return { element: container, layout };
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
  const hasIdentity = candidate.urns.length > 0 || candidate.permalink !== undefined;
  return (hasIdentity && (candidate.author.name !== undefined || candidate.text !== undefined)) || (candidate.author.name !== undefined && candidate.text !== undefined);
}

function candidateOf(root: Element, layout: Layout): Candidate {
  const resharedElement = first(root, layout.reshared);
  if (resharedElement !== null) detach(resharedElement);
  const candidate = readFields(root, layout);
  candidate.reshared = resharedElement === null ? sureAbsence(layout) : readFields(resharedElement, resharedLayout(resharedElement, layout));
  return candidate;
}

/** Guest pages always mark a reshared post; other layouts change too often to conclude from absence. */
function sureAbsence(layout: Layout): null | undefined {
  return layout.name === "guest" ? null : undefined;
}

function resharedLayout(element: Element, outer: Layout): Layout {
  return layouts.find((layout) => layout.name === outer.name && matches(element, layout.root)) ?? outer;
}

function readFields(root: Element, layout: Layout): Candidate {
  const candidate = emptyCandidate("dom");
  const at = `${layout.name}: ${describe(root)}`;
  readIdentity(candidate, root, layout, at);
  candidate.author = readAuthor(candidate, root, layout, at);
  readAge(candidate, root, layout, at);
  readText(candidate, root, layout, at);
  readCounts(candidate, root, layout, at);
  const media = readMedia(root);
  if (media !== null) candidate.media = { value: media, path: `${at} media`, raw: media.map((item) => item.url ?? item.title ?? item.kind).join(" ") };
  return candidate;
}

function readIdentity(candidate: Candidate, root: Element, layout: Layout, at: string): void {
  for (const name of layout.urnAttributes) {
    const raw = root.attribs[name];
    const urn = postUrnIn(raw);
    if (raw !== undefined && urn !== null && !candidate.urns.some((item) => item.value === urn)) candidate.urns.push({ value: urn, path: `${at} @${name}`, raw });
  }
  for (const selector of layout.permalink) readLinkIdentity(candidate, first(root, selector), `${at} ${selector}`);
  if (candidate.urns.length === 0) readUrnFromAttributes(candidate, root, at);
  markSocialProof(candidate, root, layout);
}

function readLinkIdentity(candidate: Candidate, link: Element | null, path: string): void {
  const href = link?.attribs.href;
  if (href === undefined) return;
  candidate.permalink ??= known(canonicalPermalink(href), path, href);
  const urn = postUrnOfUrl(href) ?? postUrnIn(href);
  if (urn !== null && candidate.urns.length === 0) candidate.urns.push({ value: urn, path, raw: href });
}

/** Server-driven layouts hide the id in component keys: it counts only when the whole container knows one single id. */
function readUrnFromAttributes(candidate: Candidate, root: Element, at: string): void {
  const urns = new Set<string>();
  let raw = "";
  for (const element of [root, ...all(root, "[componentkey], [data-semaphore-content-urn], [data-urn]")]) {
    for (const name of ["componentkey", "data-semaphore-content-urn", "data-urn"]) {
      const value = element.attribs[name];
      if (value === undefined || value.includes("urn:li:comment")) continue;
      for (const urn of postUrnsIn(value)) urns.add(urn);
      if (urns.size > 0 && raw === "") raw = value;
    }
  }
  if (urns.size === 1) candidate.urns.push({ value: [...urns][0]!, path: `${at} attributes`, raw });
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

function readAuthor(candidate: Candidate, root: Element, layout: Layout, at: string): AuthorFacts {
  if (layout.confirmsAuthor === true) return confirmedAuthor(root, layout, at);
  const facts: AuthorFacts = {};
  const name = firstLine(root, layout.authorName, cleanName);
  if (name !== null) facts.name = { value: name.value, path: `${at} ${name.selector}`, raw: name.raw };
  const link = layout.authorLink.map((selector) => ({ selector, element: first(root, selector) })).find((item) => canonicalProfileUrl(item.element?.attribs.href) !== null);
  if (link !== undefined) readProfile(facts, link.element?.attribs.href, `${at} ${link.selector} @href`);
  readHeadline(candidate, facts, firstLine(root, layout.headline, (text) => text), at);
  return facts;
}

/** The first profile link whose name a button of the same post also says, whatever the language of the label. */
function confirmedAuthor(root: Element, layout: Layout, at: string): AuthorFacts {
  const labels = all(root, "button[aria-label]").map((button) => button.attribs["aria-label"] ?? "");
  for (const link of all(root, layout.authorLink.join(", "))) {
    const href = link.attribs.href ?? "";
    const profileUrl = canonicalProfileUrl(href);
    const shown = [first(link, 'span[aria-hidden="true"]'), first(link, "p"), link].map((element) => cleanName(lineOf(element)));
    const name = shown.find((text) => text.length >= 2 && labels.some((label) => label.endsWith(text) || label.includes(`${text}:`)));
    if (name === undefined || profileUrl === null) continue;
    const path = `${at} a`;
    const kind = kindOfProfile(profileUrl);
    return {
      name: { value: name, path, raw: name },
      profileUrl: { value: profileUrl, path: `${path} @href`, raw: href },
      ...(kind === null ? {} : { kind: { value: kind, path: `${path} @href`, raw: href } }),
    };
  }
  return {};
}

function readProfile(facts: AuthorFacts, href: string | undefined, path: string): void {
  const profileUrl = canonicalProfileUrl(href);
  facts.profileUrl = known(profileUrl, path, href);
  facts.kind = known(profileUrl === null ? null : kindOfProfile(profileUrl), path, href);
}

interface Line {
  value: string;
  selector: string;
  raw: string;
}

function readHeadline(candidate: Candidate, facts: AuthorFacts, line: Line | null, at: string): void {
  if (line === null || isRelativeAge(line.value)) return;
  if (isFollowerCount(line.value)) candidate.reasons["author.headline"] = `only_followers:${line.value}`;
  else if (saysPromoted(line.value)) candidate.promoted = { value: true, path: `${at} ${line.selector}`, raw: line.raw };
  else facts.headline = { value: line.value, path: `${at} ${line.selector}`, raw: line.raw };
}

/** "Name • 2nd" is a name with its distance. */
function cleanName(text: string): string {
  return text.split("•", 1)[0]!.trim();
}

function firstLine(root: Element, selectors: readonly string[], clean: (text: string) => string): Line | null {
  for (const selector of selectors) {
    const raw = lineOf(first(root, selector));
    const value = clean(raw);
    if (value !== "") return { value, selector, raw };
  }
  return null;
}

function readAge(candidate: Candidate, root: Element, layout: Layout, at: string): void {
  const line = firstLine(root, layout.age, (text) => text);
  if (line === null) return;
  const path = `${at} ${line.selector}`;
  const promoted = candidate.promoted?.value === true || saysPromoted(line.value);
  candidate.promoted ??= { value: promoted, path, raw: line.raw };
  if (isRelativeAge(line.value)) {
    candidate.age = { value: line.value, path, raw: line.raw };
    candidate.edited = { value: saysEdited(line.value), path, raw: line.raw };
  }
  const hidden = all(root, ".visually-hidden").map(lineOf).find(saysLimited);
  if (saysLimited(line.value) || hidden !== undefined) candidate.limitedAudience = hidden ?? line.value;
}

function readText(candidate: Candidate, root: Element, layout: Layout, at: string): void {
  for (const selector of layout.text) {
    const element = first(root, selector);
    if (element === null) continue;
    const read = readPostText(element, layout.preservesWhiteSpace || /whitespace-pre-wrap/.test(element.attribs.class ?? ""));
    if (read.text.trim() === "") continue;
    const path = `${at} ${selector}`;
    candidate.text = { value: read.text, path, raw: read.text };
    candidate.textIsWhole = !read.isCut;
    candidate.mentions = { value: read.mentions, path: `${path} a`, raw: read.mentions.map((item) => item.text).join(" ") };
    candidate.hashtags = { value: read.hashtags, path: `${path} a`, raw: read.hashtags.map((item) => item.text).join(" ") };
    return;
  }
}

function readCounts(candidate: Candidate, root: Element, layout: Layout, at: string): void {
  for (const field of ["reactions", "comments", "reposts"] as const) {
    const count = countAt(root, layout[field], at);
    if (count !== null) candidate[field] = count;
  }
}

function countAt(root: Element, places: readonly CountPlace[], at: string): Known<Count> | null {
  let shortened: Known<Count> | null = null;
  for (const place of places) {
    const element = first(root, place.selector);
    const raw = place.attribute === undefined ? lineOf(element) : (element?.attribs[place.attribute] ?? "");
    const count = countIn(raw);
    if (count === null) continue;
    const found = { value: count, path: `${at} ${place.selector}${place.attribute === undefined ? "" : ` @${place.attribute}`}`, raw };
    if (count.exact) return found;
    shortened ??= found;
  }
  return shortened;
}

/** "42 reactions" begins with its number; "Ada and 41 others" is one short of the truth. */
function countIn(raw: string): Count | null {
  if (!/^\d/.test(raw)) return null;
  return /^\d+$/.test(raw) ? exactCount(Number(raw)) : parseCount(raw);
}
