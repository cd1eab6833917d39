import { escapeHtml } from "@millrace/platform/simulation";
import { simulatedBanner, simulatedNotice } from "./html.ts";
import type { SimulatedPost } from "./post.ts";
import { randomFrom } from "@millrace/platform/simulation";
import { textOf } from "./rich-text.ts";
import { ageOf, wordingOf } from "./wording.ts";

export interface ShellParts {
  origin: string;
  nowMs: number;
  /** Elements for the head (JSON-LD). */
  head: string;
  /** What the main column holds. */
  main: string;
  /** After the main column (embedded data). */
  tail: string;
  /** Other posts, to be shown beside and not to be taken for the page's own. */
  others: readonly SimulatedPost[];
}

/** Everything a public post page has around its post: metadata, navigation, login boxes, asides, topics, footer. */
export function pageShell(post: SimulatedPost, parts: ShellParts): string {
  const wording = wordingOf(post);
  const { origin } = parts;
  const permalink = `${origin}/posts/${post.slug}`;
  const text = textOf(post.segments);
  const title = escapeHtml(
    `${text.split("\n")[0]?.slice(0, 160) || wording.postOf(post.author.name)} | ${post.author.name}`,
  );
  return `<!DOCTYPE html>
${simulatedNotice}
<html lang="${wording.lang}">
  <head>
    <meta name="pageKey" content="d_public_post">
    <meta name="robots" content="max-image-preview:large, noarchive">
<!---->    <meta name="locale" content="${wording.locale}">
    <meta id="config" data-app-version="1.2.2035" data-multiproduct-name="feedcontent-guest-frontend" data-service-name="feedcontent-guest-frontend" data-simulated-by="Millrace">
    <link rel="canonical" href="${permalink}">
    <meta name="description" content="${escapeHtml(text.slice(0, 300))}">
    <meta property="og:description" content="${escapeHtml(text.slice(0, 300))}">
    <meta property="og:title" content="${title}">
    <title>${title}</title>
    <meta property="lnkd:url" content="${origin}/feed/update/urn:li:activity:${post.id}">
    <meta property="og:type" content="article">
    <meta property="og:url" content="${permalink}">
    <meta property="og:locale" content="${wording.locale}">
    <style>${STYLE}</style>
    ${parts.head}
  </head>
  <body dir="ltr">
    ${simulatedBanner}
    ${oneTap(permalink)}
    ${I18N_CODES}
    <a href="#main-content" class="skip-link btn-md btn-primary absolute z-11">Skip to main content</a>
    ${navigation(origin, wording.signIn, wording.join)}
    <main class="main papabear:flex papabear:mx-auto" id="main-content" role="main">
      <section class="core-rail mx-auto papabear:w-core-rail-width">
        <div class="details mx-details-container-padding"><section class="mb-3"><h1 class="section-title mb-2">
${escapeHtml(wording.postOf(post.author.name))}</h1>
          ${parts.main}
          <code id="is-mobile" style="display: none"><!--false--></code>
        </section></div>
      </section>
      <section class="right-rail papabear:w-right-rail-width">
        ${authorCard(post, origin, wording.followers(String(post.author.followers)))}
        ${asides(post, parts)}
        ${topics(post, origin)}
      </section>
    </main>
    ${footer(origin)}
    ${signInModal(permalink, origin, wording.welcome, wording.signIn)}
    ${parts.tail}
    <script src="/assets/public.js" async></script>
  </body>
</html>
`;
}

const STYLE = Array.from(
  { length: 160 },
  (_, index) =>
    `.text-${index}{font-size:${8 + (index % 24)}px;line-height:${(1 + (index % 7) / 10).toFixed(1)}}.w-${index}{width:${index * 4}px}.m-${index}{margin:${index % 40}px}`,
).join("\n");

const I18N_CODES = [
  ["i18n_reaction_singular", "%numReactions% Reaction"],
  ["i18n_reactions_plural", "%numReactions% Reactions"],
  ["tncFlow", "control"],
  ["gsiLocale", "en_US"],
  ["i18n_copy_cta_message_success", "Link copied to clipboard."],
  ["i18n_sign_in_form_show_text", "Show"],
  ["i18n_username_error_empty", "Please enter an email address or phone number"],
]
  .map(([id, text]) => `<code id="${id}" style="display: none"><!--"${text}"--></code>`)
  .join("\n    ");

function oneTap(permalink: string): string {
  return `<form class="google-auth" action="/uas/login-submit" method="post"><input name="loginCsrfParam" value="00000000-simulated" type="hidden"><input name="session_redirect" value="${permalink}" type="hidden"><div class="google-one-tap__module hidden fixed"><p class="text-md font-bold text-color-text">
      Agree &amp; Join
    </p></div></form>`;
}

function navigation(origin: string, signIn: string, join: string): string {
  const items = ["Top Content", "People", "Learning", "Jobs", "Games"].map(
    (
      label,
    ) => `<li class><a href="${origin}/${label.toLowerCase().replace(" ", "-")}?trk=public_post_guest_nav_menu" data-tracking-control-name="public_post_guest_nav_menu" class="top-nav-link flex justify-center items-center min-h-[52px]"><span class="top-nav-link__label-text font-sans text-xs">
          ${label}
        </span></a></li>`,
  );
  return `<header class="header base-detail-page__header global-alert-offset sticky-header"><nav class="nav pt-1.5 pb-2 flex" aria-label="Primary"><a href="/?trk=public_post_nav-header-logo" class="nav__logo-link"><span class="sr-only">Millrace simulator</span></a><ul class="top-nav-menu">${items.join("")}</ul><div class="nav__cta-container"><a class="nav__button-secondary btn-secondary-emphasis" href="${origin}/login">
        ${signIn}
      </a><a class="nav__button-tertiary btn-primary" href="${origin}/signup/cold-join">
        ${join}
      </a></div></nav></header>`;
}

function authorCard(post: SimulatedPost, origin: string, followers: string): string {
  return `<div class="public-post-author-card mb-3"><div class="flex flex-col overflow-hidden container-lined"><p class="public-post-author-card__followers text-color-text-low-emphasis">
      ${followers}
    </p><ul class="inline-flex list-none"><li class="public-post-author-card__posts"><a class="link" href="${origin}/signup/cold-join">
      300+ Posts
    </a></li></ul><a class="public-post-author-card__view-profile" href="${origin}${post.author.path}?trk=public_post_follow-view-profile">
      View Profile
    </a></div></div>`;
}

function asides(post: SimulatedPost, parts: ShellParts): string {
  const cards = parts.others.map(
    (
      other,
    ) => `<li class="promoted-contents-card__posts-list-item"><a href="${parts.origin}/posts/${other.slug}?trk=public_post" data-tracking-control-name="public_post" class="base-card relative w-full base-card--link base-aside-card flex my-1.5 aside-article-card"><div class="base-aside-card__info self-center pl-1 flex flex-col flex-1"><h3 class="base-aside-card__title font-sans text-md font-bold text-color-text relative">
        ${escapeHtml(textOf(other.segments).slice(0, 140))}
<!---->      </h3><div class="base-aside-card__metadata font-sans text-sm"><span class="base-aside-card__metadata-item">
        ${escapeHtml(other.author.name)}
      </span><span class="base-aside-card__metadata-item">
        ${ageOf(other.publishedMs, parts.nowMs, post.locale)}
      </span></div></div></a></li>`,
  );
  return `<section class="aside-section-container mb-4 promoted-contents-card"><h2 class="aside-section-container__title section-title">
      ${wordingOf(post).more}
    </h2><div class="aside-section-container__content break-words"><ul class="promoted-contents-card__posts-list">${cards.join("\n")}</ul></div></section>`;
}

const TOPICS = [
  "Career",
  "Productivity",
  "Finance",
  "Soft Skills & Emotional Intelligence",
  "Project Management",
  "Education",
  "Technology",
  "Leadership",
  "Ecommerce",
  "User Experience",
];

function topics(post: SimulatedPost, origin: string): string {
  const random = randomFrom(`${post.id}/topics`);
  const pills = Array.from({ length: random.int(40, 110) }, (_, index) => {
    const topic = TOPICS[index % TOPICS.length] ?? "Career";
    return `<li><a class="pill m-0.5 !min-h-4 w-fit rounded-full hover:no-underline focus:rounded-full text-color-text-low-emphasis" href="${origin}/top-content/${index}/" aria-label="${escapeHtml(topic)}" data-tracking-control-name="public_post_top_content_l1_topic_pill" data-tracking-will-navigate>${escapeHtml(topic)}</a></li>`;
  });
  return `<section class="top-content"><h2 class="section-title">Explore content categories</h2><ul class="show-more-less__list">${pills.join("\n            ")}</ul></section>`;
}

const LANGUAGES = [
  "العربية",
  "বাংলা",
  "Čeština",
  "Dansk",
  "Deutsch",
  "Ελληνικά",
  "English",
  "Español",
  "فارسی",
  "Suomi",
  "Français",
  "हिंदी",
  "Magyar",
  "Bahasa Indonesia",
  "Italiano",
  "עברית",
  "日本語",
  "한국어",
  "मराठी",
  "Nederlands",
  "Norsk",
  "Polski",
  "Português",
  "Română",
  "Русский",
  "Svenska",
  "ไทย",
  "Türkçe",
  "Українська",
  "Tiếng Việt",
  "简体中文",
];

function footer(origin: string): string {
  const languages = LANGUAGES.map(
    (
      language,
      index,
    ) => `<li class="language-selector__item" role="presentation"><button class="font-sans text-xs link block py-[5px] px-2 w-full hover:cursor-pointer language-selector__link" data-tracking-control-name="language-selector-${index}" data-locale="locale_${index}" role="menuitem" lang="l${index}">
        ${language}
      </button></li>`,
  );
  return `<footer class="li-footer bg-transparent w-full"><ul class="li-footer__list flex"><li class="li-footer__item"><span class="li-footer__copy-text">Simulated by Millrace</span></li><li class="li-footer__item"><a class="li-footer__item-link" href="${origin}/legal/user-agreement">User Agreement</a></li><li><ul class="collapsible-dropdown__list hidden language-selector__dropdown-list">${languages.join("")}</ul></li></ul></footer>`;
}

function signInModal(permalink: string, origin: string, welcome: string, signIn: string): string {
  return `<div class="contextual-sign-in-modal" data-impression-id="public_post_contextual-sign-in-modal" data-show-on-page-load><div id="public_post_contextual-sign-in" class="modal modal--contextual-sign-in"><section aria-modal="true" role="dialog" class="modal__wrapper"><div class="modal__main w-full"><h2 class="contextual-sign-in-modal__header">${welcome}</h2><form data-id="sign-in-form" class="mt-1.5 mb-2" action="/uas/login-submit" method="post" novalidate><label class="input-label" for="public_post_contextual-sign-in-modal_session_key">Email or phone</label><input class="text-color-text font-sans text-md" autocomplete="username" id="public_post_contextual-sign-in-modal_session_key" name="session_key" type="text"><label class="input-label">Password</label><input autocomplete="current-password" name="session_password" type="password"><input name="session_redirect" value="${permalink}" type="hidden"><button class="btn-md btn-primary" data-id="sign-in-form__submit-btn" type="submit">${signIn}</button></form></div></section></div></div>`;
}
