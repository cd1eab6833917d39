import { expect, test } from "vitest";
import { extractDocument } from "./extract-document.ts";
import { documentOf, readFixture } from "./fixtures/read-fixture.ts";

test("a relative age alone becomes an interval in the reason, never a date", () => {
  const html =
    '<div role="listitem"><button aria-label="Open control menu for post by Ada Sample"></button><a href="https://www.linkedin.com/in/ada"><p>Ada Sample</p></a><time>2w</time><span data-testid="expandable-text-box">Some words about work and law.</span></div>';
  const post = extractDocument(documentOf(html), { savedAtMs: Date.UTC(2026, 0, 31) }).posts[0];
  expect(post).toMatchObject({
    published_at: null,
    author: { name: "Ada Sample", kind: "person" },
    unknown: { published_at: "interval:2026-01-10T00:00:00.001Z/2026-01-17T00:00:00.000Z" },
  });
});

test("a name that no button confirms is not taken for the author", () => {
  const html =
    '<div role="listitem"><a href="https://www.linkedin.com/in/fan"><p>Fan Person</p></a> likes this<button aria-label="Ouvrir le menu de commandes du post de Ada Sample"></button><a href="https://www.linkedin.com/in/ada"><p>Ada Sample</p></a><span data-testid="expandable-text-box">Quelques mots sur le travail.</span></div>';
  expect(extractDocument(documentOf(html)).posts[0]?.author).toMatchObject({
    name: "Ada Sample",
    profile_url: "https://www.linkedin.com/in/ada",
  });
});

test("LinkedIn's own export of posts is read by its column names", () => {
  const csv =
    'Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n2024-05-01 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A7191000000000000000,"Bonjour à tous"" \n"" voici la suite #droit",,,MEMBER_NETWORK\n';
  const result = extractDocument(documentOf(csv, "Shares.csv"));
  expect(result.posts[0]).toMatchObject({
    urn: "urn:li:share:7191000000000000000",
    permalink: "https://www.linkedin.com/feed/update/urn:li:share:7191000000000000000/",
    hashtags: [{ text: "#droit" }],
    reactions: null,
  });
});

test("a page of structured data alone, in a graph, is read", () => {
  const html =
    '<html><head><script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebPage"},{"@type":["SocialMediaPosting"],"@id":"https://de.linkedin.com/posts/erika-muster_recht-activity-7300000000000000000-AbCd?trk=x","articleBody":"Wir suchen eine Juristin.\\n\\nR&amp;D #Recht","datePublished":"2025-02-25T03:53:47.400Z","author":[{"@type":"Person","name":"Erika Muster","url":"https://de.linkedin.com/in/erika-muster/de?trk=y"}],"interactionStatistic":[{"interactionType":{"@type":"LikeAction"},"userInteractionCount":"12"},{"interactionType":"http://schema.org/CommentAction","userInteractionCount":2}]}]}</script></head></html>';
  expect(extractDocument(documentOf(html)).posts).toEqual([
    expect.objectContaining({
      urn: "urn:li:activity:7300000000000000000",
      permalink: "https://www.linkedin.com/posts/erika-muster_recht-activity-7300000000000000000-AbCd",
      author: {
        name: "Erika Muster",
        kind: "person",
        profile_url: "https://www.linkedin.com/in/erika-muster",
        headline: null,
      },
      text: "Wir suchen eine Juristin.\n\nR&D #Recht",
      published_at: "2025-02-25T03:53:47.441Z",
      language: "de",
      reactions: 12,
      comments: 2,
      reposts: null,
      hashtags: [expect.objectContaining({ text: "#Recht" })],
      is_promoted: null,
      edited: null,
    }),
  ]);
});

test("two places that contradict each other on a count give no count", () => {
  const html = Buffer.from(readFixture("public-post.html").bytes)
    .toString("utf8")
    .replace(
      '"http://schema.org/LikeAction","userInteractionCount":3',
      '"http://schema.org/LikeAction","userInteractionCount":8',
    );
  const post = extractDocument(documentOf(html)).posts[0];
  expect(post).toMatchObject({
    reactions: null,
    unknown: { reactions: expect.stringMatching(/^conflict:/) },
  });
});

test("“Ada and 41 others” is not taken for a count", () => {
  const html =
    '<div class="feed-shared-update-v2" data-urn="urn:li:activity:7200000000000000001"><span class="update-components-actor__title"><span aria-hidden="true">Ada</span></span><div class="update-components-text"><span dir="ltr">Words</span></div><div class="social-details-social-counts__reactions"><button aria-label="Ada and 41 others"></button></div></div>';
  expect(extractDocument(documentOf(html)).posts[0]?.reactions).toBeNull();
});

test("a second block of structured data about the same post is no second post", () => {
  const html =
    '<html><head><title>x | LinkedIn</title><script type="application/ld+json">{"@type":"SocialMediaPosting","@id":"https://www.linkedin.com/posts/a_b-activity-7300000000000000000-AbCd","articleBody":"Some words of the post","author":{"@type":"Person","name":"Ada"}}</script><script type="application/ld+json">{"@type":"VideoObject","name":"x","description":"Another text","creator":{"@type":"Person","name":"Ada"}}</script></head></html>';
  expect(extractDocument(documentOf(html)).posts.map((post) => post.text)).toEqual([
    "Some words of the post",
  ]);
});

test("a post that is both reshared and listed by the feed is given, and inside the other too", () => {
  const update = (id: string, extra: object) => ({
    $type: "com.linkedin.voyager.dash.feed.Update",
    entityUrn: `urn:li:fsd_update:(urn:li:activity:${id},MAIN_FEED)`,
    metadata: { backendUrn: `urn:li:activity:${id}`, shareAudience: "PUBLIC" },
    actor: { name: { text: `Writer ${id.at(-1)}` } },
    commentary: { text: { text: `Words ${id.at(-1)}` } },
    ...extra,
  });
  const [outer, inner, other] = ["7200000000000000001", "7200000000000000002", "7200000000000000003"];
  const answer = (elements: string[]) =>
    JSON.stringify({
      data: {
        data: {
          feed: { "*elements": elements.map((id) => `urn:li:fsd_update:(urn:li:activity:${id},MAIN_FEED)`) },
        },
      },
      included: [
        update(inner!, {}),
        update(outer!, { "*resharedUpdate": `urn:li:fsd_update:(urn:li:activity:${inner},MAIN_FEED)` }),
        update(other!, {}),
      ],
    });
  const texts = (elements: string[]) =>
    extractDocument(documentOf(answer(elements), "feed.json")).posts.map((post) => [
      post.text,
      post.reshared?.text,
    ]);
  expect(texts([other!, outer!])).toEqual([
    ["Words 3", undefined],
    ["Words 1", "Words 2"],
  ]);
  expect(texts([outer!, inner!])).toEqual([
    ["Words 1", "Words 2"],
    ["Words 2", undefined],
    ["Words 3", undefined],
  ]);
});

test.each([
  [
    "an image",
    '<ul data-test-id="feed-images-content"><li><img data-delayed-url="https://media.licdn.com/a.jpg" alt="Une salle"></li><li><img data-delayed-url="https://media.licdn.com/b.jpg" alt="Aucun texte alternatif pour cette image"></li></ul>',
    [
      { kind: "image", url: "https://media.licdn.com/a.jpg", alt: "Une salle", title: null },
      { kind: "image", url: "https://media.licdn.com/b.jpg", alt: null, title: null },
    ],
  ],
  [
    "a document",
    '<iframe data-native-document-config="{&quot;doc&quot;:{&quot;title&quot;:&quot;Guide &amp; plan&quot;,&quot;manifestUrl&quot;:&quot;https://media.licdn.com/m&quot;}}"></iframe>',
    [{ kind: "document", url: "https://media.licdn.com/m", alt: null, title: "Guide & plan" }],
  ],
  [
    "a linked article",
    '<a data-test-id="article-content" href="https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Farxiv%2Eorg%2Fabs%2F1&amp;urlhash=x"><img data-delayed-url="https://media.licdn.com/c.jpg"><span data-test-id="article-content__title"> A paper </span></a>',
    [{ kind: "article", url: "https://arxiv.org/abs/1", alt: null, title: "A paper" }],
  ],
])("%s of a guest page is read", (_what, markup, media) => {
  const html = `<html><head><title>LinkedIn</title></head><body><article class="main-feed-activity-card" data-activity-urn="urn:li:activity:7300000000000000000"><div data-test-id="main-feed-activity-card__entity-lockup"><a data-tracking-control-name="public_post_feed-actor-name" href="https://www.linkedin.com/in/ada">Ada</a><p>Lawyer</p></div>${markup}</article></body></html>`;
  expect(extractDocument(documentOf(html)).posts[0]).toMatchObject({
    media,
    author: { headline: "Lawyer" },
    text: null,
  });
});
