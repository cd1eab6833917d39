import { escapeHtml } from "@millrace/platform/simulation";
import type { Actor } from "./people.ts";
import { mediaOrigin, type SimulatedMedia, type SimulatedOriginal, type SimulatedPost } from "./post.ts";
import type { Segment } from "./rich-text.ts";
import { ageOf, exactCount, shortCount, wordingOf, type Wording } from "./wording.ts";

export interface GuestArticleOptions {
  origin: string;
  nowMs: number;
  /** false: counts as people read them ("1,2 k"), without the exact attribute. */
  hasExactCounts: boolean;
}

/** The post as a signed-out visitor sees it: class names and test ids of the public page. */
export function guestArticle(post: SimulatedPost, options: GuestArticleOptions): string {
  const wording = wordingOf(post);
  const urn = `urn:li:activity:${post.id}`;
  return `<article class="relative px-2 pb-0 bg-color-background-container container-lined pt-1.5 main-feed-activity-card main-feed-activity-card-with-comments" data-activity-urn="${urn}" data-featured-activity-urn="${urn}" data-attributed-urn="urn:li:share:${post.shareId}">
<!---->
  <div class="flex"><div class="base-main-feed-card__entity-lockup">
    ${lockup(post, "main-feed-activity-card", "public_post_feed-actor", options, { isPromoted: post.isPromoted, isEdited: post.isEdited, locale: post.locale })}
  </div>
  <div class="ellipsis-menu absolute right-0 top-0 main-feed-activity-card__ellipsis-menu" data-test-id="main-feed-activity-card__ellipsis-menu"><ul class="collapsible-dropdown__list hidden" role="menu"><li class="ellipsis-menu__item" role="presentation"><a href="/uas/login?guestReportContentType=POST" data-tracking-control-name="public_post_ellipsis-menu-semaphore-sign-in-redirect">
    ${wording.report}
  </a></li></ul></div></div>
  ${commentary(post.segments, "main-feed-activity-card", options.origin)}
  ${post.reshared === null ? "" : resharedArticle(post.reshared, post.locale, options)}
  ${mediaBlock(post.media)}
  ${socialActions(post, wording, options)}
  ${actionBar(post, wording, options.origin)}
  ${comments(post, options)}
  <p class="feed-cta-banner__text border-t-1 p-3 text-center">${wording.toComment.split(",")[0]}, <a href="${options.origin}/signup/cold-join?trk=public_post_feed-cta-banner-cta">${wording.toComment.split(",")[1] ?? ""}</a></p>
</article>`;
}

interface LockupNotes {
  isPromoted: boolean;
  isEdited: boolean;
  locale: "fr" | "en";
}

function lockup(
  post: SimulatedOriginal,
  block: string,
  tracking: string,
  options: GuestArticleOptions,
  notes: LockupNotes,
): string {
  const { author } = post;
  const wording = wordingOf(notes);
  const href = `${options.origin}${author.path}?trk=${tracking}`;
  const label =
    author.kind === "person" ? wording.viewProfile(author.name) : wording.viewCompany(author.name);
  return `<div class="flex items-center font-sans mb-1" data-test-id="${block}__entity-lockup">
      <a href="${href}-image" class="relative" data-tracking-control-name="${tracking}-image" data-tracking-will-navigate>
        <img class="inline-block relative hue-web-entity__image ${author.kind === "person" ? "rounded-[50%]" : ""} w-6 h-6" data-delayed-url="${mediaOrigin}/image/avatar?e=2147483647&amp;v=beta" alt="${escapeHtml(label)}">
<!---->      </a>
      <div class="flex flex-col self-start min-w-0 ml-1">
        <div class="text-color-text ">
          <a class="text-sm link-styled no-underline leading-open px-0.25" href="${href}-name" data-tracking-control-name="${tracking}-name" aria-label="${escapeHtml(label)}" data-tracking-will-navigate>
            ${escapeHtml(author.name)}
          </a>
<!---->        </div>
        ${headlineOf(author, wording, notes.locale)}
        <span class="!text-xs text-color-text-low-emphasis leading-[1.33333] px-0.25 flex">
          ${
            notes.isPromoted
              ? `<span class="flex-none">${wording.promoted}</span>`
              : `<time class="flex-none">
            ${ageOf(post.publishedMs, options.nowMs, notes.locale)}
${notes.isEdited ? `            • ${wording.edited}` : "<!---->"}          </time>`
          }
        </span>
      </div>
    </div>`;
}

function headlineOf(author: Actor, wording: Wording, locale: "fr" | "en"): string {
  const line =
    author.kind === "company" ? wording.followers(exactCount(author.followers, locale)) : author.headline;
  if (line === null) return "";
  return `<p class="!text-xs text-color-text-low-emphasis leading-[1.33333] px-0.25 m-0 truncate">
<!---->          ${escapeHtml(line)}
        </p>`;
}

function commentary(segments: readonly Segment[], block: string, origin: string): string {
  if (segments.length === 0) return "";
  return `<div class="attributed-text-segment-list__container relative mt-1 mb-1.5 babybear:mt-0 babybear:mb-0.5">
    <p class="attributed-text-segment-list__content text-color-text !text-sm whitespace-pre-wrap break-words" dir="ltr" data-test-id="${block}__commentary">${segmentsHtml(segments, origin)}</p>
<!---->  </div>`;
}

/** Text with the site's own anchors around hashtags, mentions and links. */
export function segmentsHtml(segments: readonly Segment[], origin: string): string {
  return segments
    .map((segment) => {
      const text = escapeHtml(segment.text);
      if (segment.kind === "text") return text;
      return `<a class="link" href="${escapeHtml(segmentAddress(segment, origin))}" target="_self" rel="nofollow" data-tracking-control-name="public_post-text" data-tracking-will-navigate>${text}</a>`;
    })
    .join("");
}

function segmentAddress(segment: Segment, origin: string): string {
  if (segment.kind === "mention") return `${origin}${segment.target ?? ""}?trk=public_post-text`;
  if (segment.kind === "link") return `${segment.target ?? ""}?trk=public_post-text`;
  const hashtag = encodeURIComponent(`${origin}/feed/hashtag/${segment.text.slice(1).toLowerCase()}`);
  return `${origin}/signup/cold-join?session_redirect=${hashtag}&trk=public_post-text`;
}

function resharedArticle(post: SimulatedOriginal, locale: "fr" | "en", options: GuestArticleOptions): string {
  return `<article aria-label="Reshared post" class="relative pt-1.5 px-2 pb-1 mb-1 container-lined bg-color-background-container feed-reshare-content" data-test-id="feed-reshare-content" data-attributed-urn="urn:li:share:${post.shareId}" data-activity-urn="urn:li:activity:${post.id}" tabindex="0">
    ${lockup(post, "feed-reshare-content", "public_post_reshare_feed-actor", options, { isPromoted: false, isEdited: false, locale })}
    ${commentary(post.segments, "feed-reshare-content", options.origin)}
  </article>`;
}

function mediaBlock(media: readonly SimulatedMedia[]): string {
  const first = media[0];
  if (first === undefined) return "";
  const url = escapeHtml(first.target);
  const title = escapeHtml(first.title ?? "");
  if (first.kind === "video") {
    return `<div class="feed-media-content w-main-feed-card-media" data-test-id="feed-native-video-content"><video class="share-native-video__node video-js" data-sources="${escapeHtml(JSON.stringify([{ src: first.target, type: "video/mp4", "data-bitrate": 905_000 }]))}" data-poster-url="${mediaOrigin}/image/poster" data-digitalmedia-asset-urn="urn:li:digitalmediaAsset:D4E10simulated"></video></div>`;
  }
  if (first.kind === "document") {
    return `<div class="feed-media-content"><iframe class="w-main-feed-card-media" data-id="feed-paginated-document-content" title="${title}" data-native-document-config="${escapeHtml(JSON.stringify({ doc: { url: first.target, title: first.title } }))}"></iframe></div>`;
  }
  if (first.kind === "article") {
    return `<article class="article-content"><a href="${url}" class="share-article__link" data-test-id="article-content" data-tracking-control-name="public_post_feed-article-content" target="_blank"><h2 class="text-md font-bold" data-test-id="article-content__title">${title}</h2></a><h3 class="text-sm" data-test-id="article-content__subtitle">journal.example</h3></article>`;
  }
  const items = media.map(
    (image, index) =>
      `<li class="bg-color-background-container-tint text-[0px]" data-test-id="feed-images-content__list-item" data-position="${index}"><img class="lazy-load w-full object-cover object-center h-full" data-delayed-url="${escapeHtml(image.target)}" data-ghost-url="${mediaOrigin}/image/ghost" alt="${escapeHtml(image.alt ?? "")}"></li>`,
  );
  return `<ul class="grid grid-cols-6 grid-rows-[60%_40%] w-main-feed-card-media feed-images-content list-none pl-0" data-test-id="feed-images-content">${items.join("\n")}</ul>`;
}

function socialActions(post: SimulatedPost, wording: Wording, options: GuestArticleOptions): string {
  const shown = (count: number): string =>
    (options.hasExactCounts ? exactCount : shortCount)(count, post.locale);
  const exact = (name: string, count: number): string =>
    options.hasExactCounts ? ` data-num-${name}="${count}"` : "";
  const reactions =
    post.reactions === 0
      ? ""
      : `<a href="${options.origin}/signup/cold-join?trk=public_post_social-actions-reactions" target="_self" class="flex items-center font-normal text-color-text-low-emphasis" aria-label="${wording.reactions(shown(post.reactions))}" data-separate-ctas="false" data-test-id="social-actions__reactions" data-id="social-actions__reactions"${exact("reactions", post.reactions)} data-singular="%numReactions%" data-plural="%numReactions%" tabindex="0">
      <img alt data-reaction-type="LIKE" data-delayed-url="${mediaOrigin}/image/like" height="16px" width="16px">
      <span aria-hidden="true" class="font-normal ml-0.5" data-test-id="social-actions__reaction-count">
        ${shown(post.reactions)}
      </span>
    </a>`;
  const commentCount =
    post.comments === 0
      ? ""
      : `<a href="${options.origin}/signup/cold-join?trk=public_post_social-actions-comments" target="_self" class="flex items-center font-normal text-color-text-low-emphasis before:middot" data-separate-ctas="false" data-test-id="social-actions__comments" data-id="social-actions__comments"${exact("comments", post.comments)} data-singular="%numComments%" data-plural="%numComments%" tabindex="0">
      ${wording.comments(shown(post.comments))}
    </a>`;
  return `<div class="flex items-center font-sans text-sm babybear:text-xs main-feed-activity-card__social-actions">${reactions}${commentCount}<code id="social-actions__reaction-image-LIKE" style="display: none"><!--"${mediaOrigin}/image/like"--></code></div>`;
}

function actionBar(post: SimulatedPost, wording: Wording, origin: string): string {
  const button = (
    text: string,
  ): string => `<a class="social-action-bar__button" href="${origin}/signup/cold-join?session_redirect=${encodeURIComponent(`${origin}/posts/${post.slug}`)}"><span class="social-action-bar__button-text">
      ${text}
    </span></a>`;
  return `<div class="social-action-bar border-t-1 social-action-bar--guest">${button(wording.like)}${button(wording.comment)}<div class="social-share share-button flex-1" data-share-message="Share" data-share-url="${origin}/posts/${post.slug}?utm_source=li_share&amp;utm_content=feedcontent&amp;utm_medium=g_dt_web&amp;utm_campaign=copy">${wording.share}</div></div>`;
}

function comments(post: SimulatedPost, options: GuestArticleOptions): string {
  return post.commentTexts
    .map(
      ({
        author,
        text,
      }) => `<section class="comment flex grow-1 items-stretch leading-[16px] comment-with-action"><a class="block comment__image" href="${options.origin}${author.path}?trk=public_post_comment_actor-image"></a><div class="w-full min-w-0"><div class="comment__body mb-0.5 py-1 px-1.5 flex-1"><div class="comment__header flex flex-col"><a class="text-sm link-styled no-underline leading-open comment__author truncate pr-6" href="${options.origin}${author.path}?trk=public_post_comment_actor-name">
      ${escapeHtml(author.name)}
    </a><p class="!text-xs text-color-text-low-emphasis comment__author-headline truncate">${escapeHtml(author.headline ?? "")}</p><span class="text-xs comment__duration-since">${ageOf(post.publishedMs + 1000, options.nowMs, post.locale)}</span></div><div class="comment__text text-sm mb-0 mt-1"><p class="attributed-text-segment-list__content text-color-text !text-sm whitespace-pre-wrap break-words comment__text babybear:mt-0.5" dir="ltr">${escapeHtml(text)}</p></div></div><a class="comment__reactions-count" data-num-reactions="3">3</a></div></section>`,
    )
    .join("\n");
}
