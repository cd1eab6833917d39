import { describe, expect, test } from "vitest";
import { extractDocument } from "./extract-document.ts";
import { guestAddress, guestArticle, guestPage, guestQuote } from "./fixtures/guest-page.ts";
import { documentOf } from "./fixtures/read-fixture.ts";

function read(html: string) {
  return extractDocument(documentOf(html));
}

function only(html: string) {
  const { posts, wall } = read(html);
  expect(wall).toBeNull();
  expect(posts).toHaveLength(1);
  return posts[0]!;
}

describe("a public page", () => {
  test("with nothing but markup gives everything the markup says", () => {
    expect(only(guestPage({ headline: "Counsel at Sample" }))).toMatchObject({
      urn: "urn:li:activity:7300000000000000000",
      permalink: guestAddress(),
      published_at: "2025-02-25T03:53:47.441Z",
      author: {
        name: "Ada Sample",
        kind: "person",
        profile_url: "https://www.linkedin.com/in/ada-sample",
        headline: "Counsel at Sample",
      },
      text: "Some words of the post.",
      reactions: 7,
      comments: 2,
      reposts: null,
      reshared: null,
      media: [],
      edited: false,
      is_promoted: false,
    });
  });

  test.each([
    ["French", "3 j <span>Modifié</span>", true],
    ["German", "3 Tage <span>Bearbeitet</span>", true],
    ["German, short", "3 Wo.", false],
    ["Spanish", "3 d <span>Editado</span>", true],
    ["Portuguese", "3 sem <span>Editado</span>", true],
    ["Italian", "3 settimane <span>Modificato</span>", true],
    ["Dutch", "3 mnd <span>Bewerkt</span>", true],
    ["English", "3mo <span>Edited</span>", true],
    ["years", "1y", false],
  ])("says whether it was edited (%s)", (_language, age, edited) => {
    expect(only(guestPage({ age }))).toMatchObject({ edited, is_promoted: false });
  });

  test.each([
    ["Promoted"],
    ["Sponsorisé"],
    ["Anzeige"],
    ["Promocionado"],
    ["Patrocinado"],
    ["Sponsorizzato"],
  ])("says that it is an advertisement, and then nothing of edits (%s)", (age) => {
    const post = only(
      guestPage({ age, profile: "/company/sample-corp", name: "Sample Corp", headline: "1,234 followers" }),
    );
    expect(post).toMatchObject({
      is_promoted: true,
      edited: null,
      unknown: { edited: "not_on_page" },
      author: { kind: "company", headline: null },
    });
  });

  test("without a place for the age claims neither edits nor their absence", () => {
    const post = only(guestPage().replace(/<span class="flex"><time[\s\S]*?<\/time><\/span>/, ""));
    expect(post).toMatchObject({
      edited: null,
      is_promoted: null,
      unknown: { edited: "not_on_page", is_promoted: "not_on_page" },
    });
  });

  test("takes exact numbers from the attributes, whatever is shown", () => {
    expect(
      only(guestPage({ reactions: [1234, "1.2K"], comments: [1800, "1,8 k commentaires"] })),
    ).toMatchObject({ reactions: 1234, comments: 1800 });
  });

  test("with shortened numbers only gives none", () => {
    const html = guestPage({ reactions: [1234, "1.2K"], comments: [1800, "1,8 k commentaires"] }).replaceAll(
      / data-num-\w+="\d+"/g,
      "",
    );
    expect(only(html)).toMatchObject({
      reactions: null,
      comments: null,
      unknown: { reactions: "approximate:1.2K", comments: "approximate:1,8 k commentaires" },
    });
  });

  test("without counts gives none, never 0", () => {
    expect(only(guestPage({ reactions: null, comments: null }))).toMatchObject({
      reactions: null,
      comments: null,
    });
  });

  test("keeps comments out: their words, authors and reactions", () => {
    const commentSection =
      '<section class="comment"><a class="comment__author" data-tracking-control-name="public_post_comment_actor-name" href="https://www.linkedin.com/in/fan">Fan Person</a><p class="attributed-text-segment-list__content comment__text">Great!</p><a class="comment__reactions-count" data-num-reactions="99">99 Reactions</a></section>';
    const post = only(
      guestPage({
        text: null,
        content:
          '<ul data-test-id="feed-images-content"><li><img data-delayed-url="https://media.licdn.com/a.png" alt="Kein Alternativtext für dieses Bild vorhanden"></li></ul>',
        reactions: null,
        commentSection,
      }),
    );
    expect(post).toMatchObject({
      text: null,
      reactions: null,
      author: { name: "Ada Sample" },
      media: [{ kind: "image", alt: null }],
      unknown: { text: "only_a_summary_on_page", language: "no_text" },
    });
  });

  test("leaves the author's other posts and related posts out", () => {
    const others = guestArticle({ id: "7311111111111111111", text: "Another post of the same author." });
    expect(
      only(
        guestPage({
          after: `<section class="related-posts">${others}</section><section><h2>More from this author</h2>${others}</section>`,
        }),
      ),
    ).toMatchObject({ text: "Some words of the post." });
  });

  test("whose own post is gone gives no other post instead", () => {
    const html = guestPage({
      after: guestArticle({ id: "7311111111111111111", text: "Another post.", name: "Other Person" }),
    }).replace(/<section><h1>[\s\S]*?<\/article><\/section>/, "<h1>This post cannot be displayed</h1>");
    expect(read(html)).toMatchObject({ posts: [], wall: { wall: "not_a_post" } });
  });
});

describe("a reshare", () => {
  const quote = guestQuote({
    id: "7200000000000000001",
    name: "Carl Original",
    profile: "/company/carl-original",
    text: "The quoted words.",
    content:
      '<div data-test-id="feed-images-content"><img data-delayed-url="https://media.licdn.com/q.png" alt="A chart"></div>',
  });

  test("with a comment keeps both apart", () => {
    expect(only(guestPage({ content: quote }))).toMatchObject({
      urn: "urn:li:activity:7300000000000000000",
      text: "Some words of the post.",
      media: [],
      reshared: {
        urn: "urn:li:activity:7200000000000000001",
        author: { name: "Carl Original", kind: "company" },
        text: "The quoted words.",
        media: [{ alt: "A chart" }],
      },
    });
  });

  test("without a comment has no words of its own", () => {
    expect(only(guestPage({ text: null, content: quote }))).toMatchObject({
      author: { name: "Ada Sample" },
      text: null,
      language: null,
      reshared: { text: "The quoted words." },
    });
  });

  test("whose structured data repeats the quoted words as its own is not believed", () => {
    const jsonLd = {
      "@type": "SocialMediaPosting",
      "@id": guestAddress(),
      articleBody: "The quoted words.",
      author: { "@type": "Person", name: "Ada Sample" },
      sharedContent: { "@type": "WebPage", author: { name: "Carl Original" }, headline: "The quoted words." },
    };
    expect(only(guestPage({ text: null, content: quote, jsonLd })).text).toBeNull();
  });
});

describe("what a post shows", () => {
  test.each([
    [
      "an article",
      '<a href="https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fexample%2Ecom%2Fa&amp;trk=x" class="feed-article-content" data-test-id="article-content"><img alt="A headline"><span data-test-id="article-content__title">A headline</span></a>',
      [{ kind: "article", url: "https://example.com/a", alt: null, title: "A headline" }],
    ],
    [
      "a document",
      '<iframe data-native-document-config="{&quot;doc&quot;:{&quot;title&quot;:&quot;Report&quot;,&quot;manifestUrl&quot;:&quot;https://media.licdn.com/m&quot;}}"></iframe>',
      [{ kind: "document", url: "https://media.licdn.com/m", alt: null, title: "Report" }],
    ],
    ["a poll", '<div data-test-id="feed-poll"><p>Yes or no?</p><span>12 votes</span></div>', []],
    [
      "an event",
      '<a data-test-id="feed-event" href="https://www.linkedin.com/events/1/"><h2>Breakfast</h2></a>',
      [],
    ],
    [
      "a job",
      '<a data-test-id="feed-job" href="https://www.linkedin.com/jobs/view/1/"><h2>Counsel</h2></a>',
      [],
    ],
    [
      "a newsletter",
      '<a class="feed-article-content" data-test-id="article-content" href="https://www.linkedin.com/pulse/a-letter-ada-sample?trk=public_post_feed-article-content"><span data-test-id="article-content__title">A letter</span></a>',
      [
        {
          kind: "article",
          url: "https://www.linkedin.com/pulse/a-letter-ada-sample",
          alt: null,
          title: "A letter",
        },
      ],
    ],
  ])("%s changes neither author, words nor counts", (_what, content, media) => {
    expect(only(guestPage({ content }))).toMatchObject({
      author: { name: "Ada Sample" },
      text: "Some words of the post.",
      reactions: 7,
      comments: 2,
      media,
    });
  });
});

test("pictures that the browser saved beside the page have no address", () => {
  const content =
    '<ul data-test-id="feed-images-content"><li><img src="./post_files/a.jpg" alt="A chart"></li><li><img src="./post_files/b.jpg" alt="B chart"></li></ul>';
  expect(only(guestPage({ content })).media).toEqual([
    { kind: "image", url: null, alt: "A chart", title: null },
    { kind: "image", url: null, alt: "B chart", title: null },
  ]);
});

test("an ampersand in an address inside the structured data is no entity", () => {
  const jsonLd = {
    "@type": "SocialMediaPosting",
    "@id": guestAddress(),
    articleBody: "R&amp;D: https://example.com/?a=1&copy=2&section=3",
    author: { "@type": "Person", name: "Ada Sample" },
  };
  expect(only(guestPage({ text: null, jsonLd })).text).toBe("R&D: https://example.com/?a=1&copy=2&section=3");
});

describe("the head of a page", () => {
  const broken = guestPage({ title: "Some words | Ada Sample | 2 comments" }).replaceAll(
    /<a [^>]*feed-actor-(?:name|image)[\s\S]*?<\/a>/g,
    "",
  );

  test("names the author when nothing else does, if the address agrees", () => {
    expect(only(broken)).toMatchObject({
      author: { name: "Ada Sample", profile_url: null },
      evidence: { "author.name": { source: "url", path: 'meta[property="og:title"]' } },
    });
  });

  test.each([
    ["Some words | Somebody Else | 2 comments"],
    ["Ada Sample wins a prize | 2 comments"],
    ["Some words"],
  ])("is not believed when it does not (%s)", (title) => {
    expect(only(broken.replaceAll("Some words | Ada Sample | 2 comments", title)).author.name).toBeNull();
  });

  test("never contradicts the page", () => {
    expect(
      only(guestPage({ name: "Dr. Ada-Maria Sample", title: "Some words | Ada Sample" })).author.name,
    ).toBe("Dr. Ada-Maria Sample");
  });
});
