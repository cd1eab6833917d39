import { segmentsHtml } from "./guest-article.ts";
import { escapeHtml } from "@millrace/platform/simulation";
import type { SimulatedOriginal, SimulatedPost } from "./post.ts";
import { ageOf, shortCount, wordingOf } from "./wording.ts";

export interface ChangedArticleOptions {
  origin: string;
  nowMs: number;
  /** true: class names are scrambled but view names and test ids stay, as on the pages of 2025; false: nothing known is left. */
  hasViewNames: boolean;
}

/** The same post after a redesign: scrambled class names, a list item instead of an article. */
export function changedArticle(post: SimulatedPost, options: ChangedArticleOptions): string {
  const wording = wordingOf(post);
  const view = viewNames(options);
  const inner =
    post.reshared === null
      ? ""
      : `<div class="_9c1d4e7b _2f8a"${view("reshared-content")}>${body(post.reshared, ageOf(post.reshared.publishedMs, options.nowMs, post.locale), options)}</div>`;
  const edited = post.isEdited ? ` • ${wording.edited}` : "";
  const age = post.isPromoted
    ? wording.promoted
    : `${ageOf(post.publishedMs, options.nowMs, post.locale)}${edited}`;
  const [reactions, comments] = [
    shortCount(post.reactions, post.locale),
    shortCount(post.comments, post.locale),
  ];
  // On the real pages the menu's label is what confirms whose post it is.
  const menu = options.hasViewNames
    ? `<button type="button" class="_4d0e" aria-label="${wording.menuOf(escapeHtml(post.author.name))}"></button>`
    : "";
  return `<div role="list" class="_5a1b77c0"><div role="listitem" class="_0d93fe12 _77ac"${options.hasViewNames ? "" : ` data-urn="urn:li:activity:${post.id}"`}>
    ${menu}
    ${body(post, age, options)}
    ${inner}
    <div class="_e01f55aa">${post.reactions === 0 ? "" : `<button aria-label="${wording.reactions(reactions)}"><span class="_31bb"${view("reaction-count")}>${reactions}</span></button>`}
    ${post.comments === 0 ? "" : `<button aria-label="${wording.comments(comments)}"><span class="_31bb"${view("comment-count")}>${wording.comments(comments)}</span></button>`}</div>
  </div></div>`;
}

function viewNames(options: ChangedArticleOptions): (name: string) => string {
  return (name) => (options.hasViewNames ? ` data-view-name="feed-${name}"` : "");
}

function body(post: SimulatedOriginal, age: string, options: ChangedArticleOptions): string {
  const view = viewNames(options);
  const text = segmentsHtml(post.segments, options.origin).replaceAll("\n", "<br>");
  const textId = options.hasViewNames ? ' data-testid="expandable-text-box"' : "";
  const headline =
    post.author.headline === null
      ? ""
      : `<p class="_6d00"${view("actor-description")}>${escapeHtml(post.author.headline)}</p>`;
  return `<div class="_8be2 _1c40"><a class="_f5a2c9" href="${options.origin}${post.author.path}"><span aria-hidden="true"${view("actor-name")}>${escapeHtml(post.author.name)}</span></a>${headline}<p class="_7e11"${view("actor-sub-description")}>${age}</p></div>
    ${text === "" ? "" : `<div class="_aa03 _4410"><span dir="ltr" class="_bb27"${textId}>${text}</span></div>`}`;
}
