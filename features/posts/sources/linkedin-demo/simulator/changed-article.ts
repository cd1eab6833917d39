import { segmentsHtml } from "./guest-article.ts";
import { escapeHtml } from "./html.ts";
import type { SimulatedOriginal, SimulatedPost } from "./post.ts";
import { ageOf, shortCount, wordingOf } from "./wording.ts";

/** The same post after a redesign: hashed class names, no test ids, a list item instead of an article. */
export function changedArticle(post: SimulatedPost, origin: string, nowMs: number): string {
  const wording = wordingOf(post);
  const inner =
    post.reshared === null
      ? ""
      : `<div class="_9c1d4e7b _2f8a">${body(post.reshared, post.locale, origin, nowMs, "")}</div>`;
  const edited = post.isEdited ? ` • ${wording.edited}` : "";
  return `<div role="list" class="_5a1b77c0"><div role="listitem" class="_0d93fe12 _77ac" data-urn="urn:li:activity:${post.id}">
    ${body(post, post.locale, origin, nowMs, edited)}
    ${inner}
    <div class="_e01f55aa"><button aria-label="${wording.reactions(shortCount(post.reactions, post.locale))}"><span class="_31bb">${shortCount(post.reactions, post.locale)}</span></button>
    <button aria-label="${wording.comments(shortCount(post.comments, post.locale))}"><span class="_31bb">${wording.comments(shortCount(post.comments, post.locale))}</span></button></div>
  </div></div>`;
}

function body(
  post: SimulatedOriginal,
  locale: "fr" | "en",
  origin: string,
  nowMs: number,
  edited: string,
): string {
  return `<div class="_8be2 _1c40"><a class="_f5a2c9" href="${origin}${post.author.path}"><span aria-hidden="true">${escapeHtml(post.author.name)}</span></a><p class="_6d00">${escapeHtml(post.author.headline ?? "")}</p><p class="_7e11"><span aria-hidden="true">${ageOf(post.publishedMs, nowMs, locale)}${edited}</span></p></div>
    <div class="_aa03 _4410"><span dir="ltr" class="_bb27">${segmentsHtml(post.segments, origin)}</span></div>`;
}
