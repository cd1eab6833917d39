import { ManualClock } from "@millrace/platform/clock";
import { selectAll, selectOne } from "css-select";
import type { Document, Element } from "domhandler";
import { textContent } from "domutils";
import { parseDocument } from "htmlparser2";
import { beforeAll, describe, expect, it } from "vitest";
import { createCorpus } from "./simulator/corpus.ts";
import { shownFields } from "./simulator/ground-truth.ts";
import { postPage } from "./simulator/post-page.ts";
import type { PageLayout, SimulatedPost } from "./simulator/post.ts";

const ORIGIN = "https://www.linkedin.com";
const NOW = Date.UTC(2026, 10, 21, 9);

let posts: readonly SimulatedPost[] = [];

beforeAll(() => {
  posts = createCorpus({
    seed: "pages",
    posts: 200,
    clock: new ManualClock(NOW),
    historyIntervalMs: 5_400_000,
    newPostEveryMs: null,
    maxLivePosts: 10,
  }).list();
});

function page(post: SimulatedPost, layout: PageLayout): Document {
  return parseDocument(postPage(post, { origin: ORIGIN, nowMs: NOW, layout, others: posts.slice(0, 5) }));
}

function textAt(selector: string, within: Document | Element): string | null {
  const found = selectOne(selector, within);
  return found === null ? null : textContent(found);
}

function linkedTexts(container: Element | null): string[] {
  return container === null
    ? []
    : selectAll<Document | Element, Element>("a.link", container)
        .map((link) => textContent(link))
        .filter((text) => !text.startsWith("https:"));
}

/** Mentions and hashtags in the order of the text. */
function expectedLinks({ mentions, hashtags }: ReturnType<typeof shownFields>): string[] {
  return [...mentions, ...hashtags].toSorted((a, b) => a.start - b.start).map(({ text }) => text);
}

interface Update {
  $type: string;
  entityUrn: string;
  commentary: {
    text: { text: string; attributes: { start: number; length: number; type: string }[] };
  } | null;
  numLikes?: number;
  numComments?: number;
  numShares?: number;
}

function included(document: Document): Update[] {
  return (JSON.parse(textAt('code[id^="bpr-guid-"]', document) ?? "") as { included: Update[] }).included;
}

function updateOf(post: SimulatedPost, entities: readonly Update[]): Update | null {
  return (
    entities.find(({ $type, entityUrn }) => $type.endsWith(".UpdateV2") && entityUrn.includes(post.id)) ??
    null
  );
}

/** The pieces of text that the answer marks as hashtags, cut out by code points. */
function hashtagsIn(update: Update | null): string[] {
  const { text = "", attributes = [] } = update?.commentary?.text ?? {};
  const characters = Array.from(text);
  return attributes
    .filter(({ type }) => type === "HASHTAG")
    .map(({ start, length }) => characters.slice(start, start + length).join(""));
}

describe("the pages show what the ground truth says", () => {
  it("in JSON-LD, whatever the text holds", () => {
    for (const post of posts) {
      const truth = shownFields(post, "guest", ORIGIN);
      const data = JSON.parse(
        textAt('script[type="application/ld+json"]', page(post, "guest")) ?? "",
      ) as Record<string, unknown>;
      expect(data).toMatchObject({
        "@id": truth.permalink,
        articleBody: truth.text ?? "",
        datePublished: truth.published_at,
        commentCount: truth.comments,
        author: {
          name: truth.author.name,
          url: truth.author.profile_url,
          "@type": truth.author.kind === "person" ? "Person" : "Organization",
        },
        interactionStatistic: [
          { userInteractionCount: truth.reactions },
          { userInteractionCount: truth.comments },
        ],
      });
      expect((data["sharedContent"] as { headline: string } | undefined)?.headline).toBe(
        truth.reshared?.text ?? undefined,
      );
    }
  });

  it("in the guest page's elements, apart from the original's, the comments' and the asides'", () => {
    for (const post of posts) {
      const truth = shownFields(post, "guest", ORIGIN);
      const article = selectOne<Document | Element, Element>(
        "article.main-feed-activity-card",
        page(post, "guest"),
      );
      if (article === null) throw new Error("the page has no article");
      expect(article.attribs["data-activity-urn"]).toBe(truth.urn);
      expect(textAt('[data-test-id="main-feed-activity-card__commentary"]', article)).toBe(truth.text);
      expect(textAt('[data-tracking-control-name="public_post_feed-actor-name"]', article)?.trim()).toBe(
        truth.author.name,
      );
      expect(
        linkedTexts(
          selectOne<Document | Element, Element>(
            '[data-test-id="main-feed-activity-card__commentary"]',
            article,
          ),
        ),
      ).toEqual(expectedLinks(truth));
      expect(textAt('[data-test-id="feed-reshare-content__commentary"]', article)).toBe(
        truth.reshared?.text ?? null,
      );
      expect(
        selectAll<Document | Element, Element>(
          '[data-test-id="feed-images-content__list-item"] img',
          article,
        ).map((image) => image.attribs["data-delayed-url"]),
      ).toEqual(truth.media.filter(({ kind }) => kind === "image").map(({ url }) => url));
      const reactions = selectOne<Document | Element, Element>(
        '[data-test-id="social-actions__reactions"]',
        article,
      );
      expect(Number(reactions?.attribs["data-num-reactions"] ?? 0)).toBe(truth.reactions);
    }
  });

  it("with shortened counts, and no exact ones anywhere, in the elements-only layout", () => {
    for (const post of posts) {
      const document = page(post, "dom");
      const shown = textAt('[data-test-id="social-actions__reaction-count"]', document)?.trim() ?? "";
      const pattern = post.reactions < 1000 ? /^\d{0,3}$/ : /^\d+([.,]\d)?( k|K)$/;
      expect(selectOne('script[type="application/ld+json"], [data-num-comments]', document)).toBeNull();
      expect(shown).toMatch(pattern);
      expect(shownFields(post, "dom", ORIGIN).reactions).toBe(/^\d+$/.test(shown) ? Number(shown) : null);
    }
  });

  it("in the embedded answer, with positions in code points", () => {
    for (const post of posts) {
      const truth = shownFields(post, "embedded", ORIGIN);
      const document = page(post, "embedded");
      expect(selectOne("article", document)).toBeNull();
      const entities = included(document);
      const update = updateOf(post, entities);
      expect(update?.commentary?.text.text ?? null).toBe(truth.text);
      expect(hashtagsIn(update)).toEqual(truth.hashtags.map(({ text }) => text));
      const counts = entities.find(({ $type }) => $type.endsWith(".SocialActivityCounts"));
      expect([counts?.numLikes, counts?.numComments, counts?.numShares]).toEqual([
        truth.reactions,
        truth.comments,
        truth.reposts,
      ]);
    }
  });

  it("with none of the known names in the redesigned layout, but the same text", () => {
    for (const post of posts.slice(0, 60)) {
      const document = page(post, "changed");
      expect(
        selectOne("article, [data-test-id*='commentary'], .attributed-text-segment-list__content", document),
      ).toBeNull();
      expect(textAt('[role="listitem"] > div > span[dir="ltr"]', document)).toBe(
        post.segments
          .map(({ text }) => text)
          .join("")
          .replaceAll("\n", "") || null,
      );
    }
  });

  it("with reposts that name an original which has that text on its own page", () => {
    const byId = new Map(posts.map((post) => [post.id, post]));
    const found = posts.flatMap(({ reshared }) =>
      reshared === null || !byId.has(reshared.id) ? [] : [reshared],
    );
    expect(found.length).toBeGreaterThan(10);
    for (const reshared of found) {
      expect(byId.get(reshared.id)?.segments).toEqual(reshared.segments);
      expect(byId.get(reshared.id)?.author).toEqual(reshared.author);
    }
  });
});
