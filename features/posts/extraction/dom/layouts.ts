/** Where a count stands: an attribute that holds the exact number, or text as shown. */
export interface CountPlace {
  selector: string;
  attribute?: string;
}

/** One known markup of a post. Lists are tried in order; the first that gives a value wins. */
export interface Layout {
  name: string;
  /** Matches the container element itself. */
  root: string;
  urnAttributes: readonly string[];
  /** Elements inside that belong to somebody else's post. */
  reshared: string;
  authorName: readonly string[];
  authorLink: readonly string[];
  headline: readonly string[];
  /** Age, "Edited", "Promoted". */
  age: readonly string[];
  text: readonly string[];
  /** White space in the text element is the author's own. */
  preservesWhiteSpace: boolean;
  reactions: readonly CountPlace[];
  comments: readonly CountPlace[];
  reposts: readonly CountPlace[];
  /** The author's link only counts when a button's label names the same person ("Open control menu for post by …"). */
  confirmsAuthor?: boolean;
  /** Counts may be told by their wording alone ("252 reactions"). */
  countsInWords?: boolean;
  /** "X likes this", "X commented": then the container's id is not the post's own. */
  socialProof: readonly string[];
  permalink: readonly string[];
}

/** Public pages as guests get them (`feedcontent-guest-frontend`), also in company pages. */
const guest: Layout = {
  name: "guest",
  root: "article.main-feed-activity-card, article[data-activity-urn], article[data-attributed-urn], [data-activity-urn]",
  urnAttributes: ["data-activity-urn", "data-attributed-urn", "data-featured-activity-urn"],
  reshared: '[data-test-id="feed-reshare-content"], .feed-reshare-content, article[data-activity-urn]',
  authorName: [
    '[data-test-id$="entity-lockup"] a[data-tracking-control-name$="feed-actor-name"]',
    'a[data-tracking-control-name$="feed-actor-name"]',
    'a[data-tracking-control-name$="actor-name"]',
  ],
  authorLink: [
    'a[data-tracking-control-name$="feed-actor-name"]',
    'a[data-tracking-control-name$="actor-name"]',
    'a[data-tracking-control-name$="feed-actor-image"]',
  ],
  headline: ['[data-test-id$="entity-lockup"] p'],
  age: ['[data-test-id$="entity-lockup"] time', "time", '[data-test-id$="entity-lockup"] span.flex'],
  text: ['[data-test-id$="__commentary"]', ".attributed-text-segment-list__content:not(.comment__text)"],
  preservesWhiteSpace: true,
  reactions: [
    { selector: '[data-test-id="social-actions__reactions"]', attribute: "data-num-reactions" },
    { selector: "[data-num-reactions]", attribute: "data-num-reactions" },
    { selector: '[data-test-id="social-actions__reaction-count"]' },
    { selector: ".social-counts-reactions__social-counts-numRections, .social-counts-reactions" },
  ],
  comments: [
    { selector: '[data-test-id="social-actions__comments"]', attribute: "data-num-comments" },
    { selector: "[data-num-comments]", attribute: "data-num-comments" },
    {
      selector: '[data-test-id="social-actions__comments"], .social-counts-reactions__social-counts-comments',
    },
  ],
  reposts: [
    { selector: "[data-num-reposts]", attribute: "data-num-reposts" },
    { selector: "[data-num-shares]", attribute: "data-num-shares" },
    { selector: '[data-test-id="social-actions__reposts"], [data-test-id="social-actions__shares"]' },
  ],
  socialProof: [],
  permalink: ['a[data-tracking-control-name$="feed-card_overlay-link"]', "a.main-feed-card__overlay-link"],
};

/** Public pages as guests got them until about 2022. */
const olderGuest: Layout = {
  ...guest,
  name: "older-guest",
  root: ".share-update-card, .public-post__update, .share-native-update",
  urnAttributes: ["data-activity-urn", "data-attributed-urn", "data-urn"],
  reshared: ".share-update-card__reshare, .share-update-card--reshared, .reshare-update-card",
  authorName: [
    ".share-update-card__actor-name",
    ".share-update-card__actor-text-link h3",
    ".share-update-card__actor-text-link",
  ],
  authorLink: ["a.share-update-card__actor-text-link", "a.share-update-card__actor-image-link"],
  headline: [".share-update-card__actor-headline"],
  age: [".share-update-card__post-date", "time"],
  text: [".share-update-card__update-text"],
};

/** Pages saved while signed in, with the class names LinkedIn used from 2019 on. */
const signedIn: Layout = {
  name: "signed-in",
  root: '.feed-shared-update-v2, [data-urn^="urn:li:"], [data-id^="urn:li:"], .occludable-update',
  urnAttributes: ["data-urn", "data-id"],
  reshared:
    ".feed-shared-update-v2__reshared-content, .update-components-mini-update-v2, .feed-shared-mini-update-v2, .feed-shared-update-v2__update-content-wrapper:has(.update-components-actor__name, .update-components-actor__title, .feed-shared-actor__name)",
  authorName: [
    '.update-components-actor__title span[aria-hidden="true"]',
    '.update-components-actor__name span[aria-hidden="true"]',
    ".update-components-actor__name",
    '.feed-shared-actor__name span[aria-hidden="true"]',
    ".feed-shared-actor__name",
  ],
  authorLink: [
    "a.update-components-actor__meta-link",
    "a.update-components-actor__container-link",
    ".update-components-actor__container a",
    "a.feed-shared-actor__container-link",
    "a.feed-shared-actor__meta-link",
    ".update-components-actor a",
    ".feed-shared-actor a",
  ],
  headline: [
    '.update-components-actor__description span[aria-hidden="true"]',
    ".update-components-actor__description",
    ".feed-shared-actor__description",
  ],
  age: [
    '.update-components-actor__sub-description span[aria-hidden="true"]',
    ".update-components-actor__sub-description",
    '.feed-shared-actor__sub-description span[aria-hidden="true"]',
    ".feed-shared-actor__sub-description",
  ],
  text: [
    ".update-components-update-v2__commentary span[dir]",
    ".feed-shared-update-v2__description .update-components-text span[dir]",
    ".update-components-text .break-words span[dir]",
    ".update-components-text span[dir]",
    ".feed-shared-update-v2__commentary span[dir]",
    ".feed-shared-text span[dir]",
    ".update-components-text .break-words",
    ".update-components-text",
    ".feed-shared-text",
    ".feed-shared-inline-show-more-text",
    ".feed-shared-update-v2__description",
  ],
  preservesWhiteSpace: false,
  reactions: [
    { selector: ".social-details-social-counts__reactions-count" },
    { selector: ".social-details-social-counts__social-proof-fallback-number" },
    { selector: ".social-details-social-counts__reactions button[aria-label]", attribute: "aria-label" },
    { selector: '.feed-shared-social-counts__num-likes span[aria-hidden="true"]' },
  ],
  comments: [
    { selector: ".social-details-social-counts__comments button[aria-label]", attribute: "aria-label" },
    { selector: ".social-details-social-counts__comments" },
    { selector: '.feed-shared-social-counts__num-comments span[aria-hidden="true"]' },
  ],
  reposts: [
    {
      selector:
        ".social-details-social-counts__item--right-aligned:not(.social-details-social-counts__comments) button[aria-label]",
      attribute: "aria-label",
    },
    {
      selector:
        ".social-details-social-counts__item--right-aligned:not(.social-details-social-counts__comments)",
    },
  ],
  socialProof: [".update-components-header__text-view", ".update-components-header", ".feed-shared-header"],
  permalink: [],
};

/** Server-driven pages from 2025 on: class names are scrambled, roles and test ids stay. */
const listItem: Layout = {
  name: "list-item",
  root: 'div[role="listitem"], [data-view-name="feed-full-update"], [componentkey*="FeedType_"]',
  urnAttributes: ["data-urn", "data-id"],
  reshared: '[data-testid="reshared-update"], [data-view-name="feed-reshared-content"]',
  authorName: ['[data-view-name="feed-actor-name"]'],
  authorLink: ['a[href*="/in/"]', 'a[href*="/company/"]', 'a[href*="/school/"]', 'a[href*="/showcase/"]'],
  confirmsAuthor: true,
  countsInWords: true,
  headline: ['[data-view-name="feed-actor-description"]'],
  age: ['[data-view-name="feed-actor-sub-description"]', "time"],
  text: ['[data-testid="expandable-text-box"]', '[data-view-name="feed-commentary"]'],
  preservesWhiteSpace: false,
  reactions: [
    { selector: '[data-view-name="feed-reaction-count"]' },
    { selector: '[data-testid="reactions-count"]' },
  ],
  comments: [
    { selector: '[data-view-name="feed-comment-count"]' },
    { selector: '[data-testid="comments-count"]' },
  ],
  reposts: [
    { selector: '[data-view-name="feed-repost-count"]' },
    { selector: '[data-testid="reposts-count"]' },
  ],
  socialProof: ['[data-view-name="feed-header-text"]', '[data-sdui-anchor-id^="feed-header"]'],
  permalink: [],
};

/** Known layouts; the first whose root matches a container reads it. */
export const layouts: readonly Layout[] = [guest, olderGuest, signedIn, listItem];
