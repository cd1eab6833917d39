import type { Element } from "domhandler";
import type { AuthorFacts, Candidate } from "../candidate.ts";
import { known } from "../candidate.ts";
import { canonicalProfileUrl, kindOfProfile } from "../linkedin-url.ts";
import { isFollowerCount, saysPromoted } from "../page-words.ts";
import { isRelativeAge } from "../relative-age.ts";
import { all, closest, first, lineOf, matches } from "./dom-query.ts";
import { cleanName, headerOf } from "./header-lines.ts";
import type { Layout } from "./layouts.ts";

/** One line of a post, with the selector it was found by. */
export interface Line {
  value: string;
  selector: string;
  raw: string;
}

/** Who wrote the post under `root`, and what stands under the name. */
export function readAuthor(candidate: Candidate, root: Element, layout: Layout, at: string): AuthorFacts {
  if (layout.confirmsAuthor === true) return readConfirmed(candidate, root, layout, at);
  const facts: AuthorFacts = {};
  const name = firstLine(root, layout.authorName, cleanName);
  if (name !== null) facts.name = { value: name.value, path: `${at} ${name.selector}`, raw: name.raw };
  const link = layout.authorLink
    .map((selector) => ({ selector, element: first(root, selector) }))
    .find((item) => canonicalProfileUrl(item.element?.attribs.href) !== null);
  if (link !== undefined) readProfile(facts, link.element?.attribs.href, `${at} ${link.selector} @href`);
  readHeadline(
    candidate,
    facts,
    firstLine(root, layout.headline, (text) => text),
    at,
  );
  return facts;
}

/** Scrambled layouts: the link whose name a button repeats, else the element that says it holds the actor's name. */
function readConfirmed(candidate: Candidate, root: Element, layout: Layout, at: string): AuthorFacts {
  const facts =
    [confirmedAuthor, namedAuthor, quotedAuthor]
      .map((read) => read(root, layout, at))
      .find((found) => found.name !== undefined) ?? {};
  const headline =
    firstLine(root, layout.headline, (text) => text) ?? headerHeadline(root, facts.name?.value);
  readHeadline(candidate, facts, headline, at);
  return facts;
}

function headerHeadline(root: Element, name: string | undefined): Line | null {
  const headline = name === undefined ? null : headerOf(root, name).headline;
  return headline === null ? null : { value: headline, selector: "p", raw: headline };
}

/** The first profile link whose name a button of the same post also says, whatever the language of the label. */
function confirmedAuthor(root: Element, layout: Layout, at: string): AuthorFacts {
  const labels = all(root, "button[aria-label]").map((button) => button.attribs["aria-label"] ?? "");
  const isConfirmed = (text: string) =>
    text.length >= 2 && labels.some((label) => label.endsWith(text) || label.includes(`${text}:`));
  for (const link of all(root, layout.authorLink.join(", "))) {
    const name = shownNames(link).find(isConfirmed);
    if (name !== undefined && canonicalProfileUrl(link.attribs.href) !== null)
      return authorOf(name, link, `${at} a`);
  }
  return {};
}

function shownNames(link: Element): string[] {
  return [first(link, 'span[aria-hidden="true"]'), first(link, "p"), link].map((element) =>
    cleanName(lineOf(element)),
  );
}

function namedAuthor(root: Element, layout: Layout, at: string): AuthorFacts {
  const element =
    layout.authorName.map((selector) => first(root, selector)).find((found) => found !== null) ?? null;
  const name = cleanName(lineOf(element));
  const link = element === null ? null : closest(element, (ancestor) => ancestor.name === "a");
  if (element === null || name === "") return {};
  if (link === null) return { name: { value: name, path: at, raw: name } };
  return authorOf(name, link, `${at} a`);
}

/** A quoted post has no menu that repeats its author's name; its first profile link stands above an age. */
function quotedAuthor(root: Element, layout: Layout, at: string): AuthorFacts {
  if (matches(root, layout.root)) return {};
  const link = all(root, layout.authorLink.join(", ")).find((element) => lineOf(first(element, "p")) !== "");
  const name = link === undefined ? "" : cleanName(lineOf(first(link, "p")));
  return link === undefined || headerOf(root, name).age === null ? {} : authorOf(name, link, `${at} a`);
}

function authorOf(name: string, link: Element, path: string): AuthorFacts {
  const facts: AuthorFacts = { name: { value: name, path, raw: name } };
  readProfile(facts, link.attribs.href, `${path} @href`);
  return facts;
}

function readProfile(facts: AuthorFacts, href: string | undefined, path: string): void {
  const profileUrl = canonicalProfileUrl(href);
  facts.profileUrl = known(profileUrl, path, href);
  facts.kind = known(profileUrl === null ? null : kindOfProfile(profileUrl), path, href);
}

function readHeadline(candidate: Candidate, facts: AuthorFacts, line: Line | null, at: string): void {
  if (line === null || isRelativeAge(line.value)) return;
  if (isFollowerCount(line.value)) candidate.reasons["author.headline"] = `only_followers:${line.value}`;
  else if (saysPromoted(line.value))
    candidate.promoted = { value: true, path: `${at} ${line.selector}`, raw: line.raw };
  else facts.headline = { value: line.value, path: `${at} ${line.selector}`, raw: line.raw };
}

/** The first selector that gives a line. */
export function firstLine(
  root: Element,
  selectors: readonly string[],
  clean: (text: string) => string,
): Line | null {
  for (const selector of selectors) {
    const raw = lineOf(first(root, selector));
    const value = clean(raw);
    if (value !== "") return { value, selector, raw };
  }
  return null;
}
