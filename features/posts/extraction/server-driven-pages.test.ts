import { describe, expect, test } from "vitest";
import { extractDocument } from "./extract-document.ts";
import { documentOf } from "./fixtures/read-fixture.ts";

/** Pages of 2026: scrambled classes, no ids; roles, test ids, labels and component keys stay. */

function actor(name: string, slug: string, headline: string, age: string): string {
  return `<div><a href="/in/${slug}"><div aria-label="${name} 2nd"><p>${name}</p><p> • 2nd</p></div></a></div><div><p>${headline}</p></div><div><p>${age}</p></div><a href="/in/${slug}"></a>`;
}

function card(
  inner: string,
  author: string,
  key = "update-card-focusOpaqueFeedType_MAIN_FEED_RELEVANCE",
): string {
  return `<div role="listitem" componentkey="${key}"><h2>Feed post</h2><button aria-label="Open control menu for post by ${author}"></button>${inner}<button aria-label="Reaction button state: no reaction">Like</button></div>`;
}

function words(text: string): string {
  return `<p><span data-testid="expandable-text-box">${text}<button data-testid="expandable-text-button">… more</button></span></p>`;
}

function posts(...cards: string[]) {
  return extractDocument(
    documentOf(
      `<html><head><title>Feed | LinkedIn</title></head><body><main><div role="list" data-testid="mainFeed">${cards.join("")}</div></main></body></html>`,
    ),
  ).posts;
}

describe("a card of the feed", () => {
  test("gives name, headline, text and the counts that are told in words", () => {
    const [post, ...others] = posts(
      card(
        `${actor("Ada Sample", "ada-sample", "Counsel at Sample", "4d • Edited •")}${words("First line<br>second line.")}<span>252 reactions</span><span aria-hidden="true">252 reactions</span><button aria-label="50 comments"></button><span>3 reposts</span>`,
        "Ada Sample",
      ),
    );
    expect(others).toEqual([]);
    expect(post).toMatchObject({
      urn: null,
      permalink: null,
      author: {
        name: "Ada Sample",
        kind: "person",
        profile_url: "https://www.linkedin.com/in/ada-sample",
        headline: "Counsel at Sample",
      },
      text: "First line\nsecond line.",
      reactions: 252,
      comments: 50,
      reposts: 3,
      edited: true,
      is_promoted: false,
      unknown: { urn: "not_on_page", published_at: "relative_age:4d • Edited •" },
    });
  });

  test.each([
    ["fr", "1 234 réactions", "12 commentaires", 1234, 12],
    ["de", "1.234 Reaktionen", "1 Kommentar", 1234, 1],
    ["es", "34 reacciones", "7 comentarios", 34, 7],
    ["pt", "34 reações", "7 comentários", 34, 7],
    ["short", "1.2K reactions", "1,8 k commentaires", null, null],
    [
      "contradicting",
      "12 reactions</span><span>13 reactions",
      "2 comments</span><span>3 comments",
      null,
      null,
    ],
  ])("reads counts in words (%s)", (_language, reactions, comments, expectedReactions, expectedComments) => {
    const [post] = posts(
      card(
        `${actor("Ada Sample", "ada", "Counsel", "4d •")}${words("Some words.")}<span>${reactions}</span><span>${comments}</span>`,
        "Ada Sample",
      ),
    );
    expect(post).toMatchObject({ reactions: expectedReactions, comments: expectedComments });
  });

  test("numbers in the post's own words are no counts", () => {
    const [post] = posts(
      card(`${actor("Ada Sample", "ada", "Counsel", "4d •")}${words("100 reactions")}`, "Ada Sample"),
    );
    expect(post).toMatchObject({ text: "100 reactions", reactions: null });
  });

  test("that stands three times is one post", () => {
    const one = `${actor("Ada Sample", "ada", "Counsel", "4d •")}${words("Some words.")}`;
    expect(
      posts(
        card(one, "Ada Sample"),
        card(one, "Ada Sample", "expandedOpaqueFeedType_MAIN_FEED_RELEVANCE"),
        card(`${actor("Ada Sample", "ada", "Counsel", "4d •")}${words("Other words.")}`, "Ada Sample"),
      ),
    ).toHaveLength(2);
  });

  test("never takes a comment's words, author or numbers", () => {
    const comments = `<div componentkey="commentsSectionContainer1"><div data-testid="x-commentList"><div id="replaceableComment_urn:li:comment:(urn:li:activity:7200000000000000001,7200000000000000002)">${actor("Fan Person", "fan", "Fan", "1d")}${words("Great words!")}<span>9 reactions</span></div></div></div>`;
    const [post, ...others] = posts(
      card(`${actor("Ada Sample", "ada", "Counsel", "4d •")}${comments}`, "Ada Sample"),
      card(
        `${actor("Ben Sample", "ben", "Counsel", "4d •")}${words("Ben's words.")}${comments}`,
        "Ben Sample",
      ),
    );
    expect(others).toEqual([]);
    expect(post).toMatchObject({
      author: { name: "Ben Sample" },
      text: "Ben's words.",
      reactions: null,
      urn: null,
    });
  });

  test("keeps a quoted post apart and never borrows its id", () => {
    const quote = `<div>${actor("Carl Original", "carl", "Original headline", "2w •")}<a href="/feed/update/urn:li:share:7200000000000000001/">${words("Our team is hiring.")}</a></div>`;
    const [post] = posts(
      card(
        `${actor("Ada Sample", "ada", "Counsel", "4d •")}${words("Work with Carl.")}${quote}<span>5 reactions</span>`,
        "Ada Sample",
      ),
    );
    expect(post).toMatchObject({
      urn: null,
      permalink: null,
      text: "Work with Carl.",
      reactions: 5,
      author: { name: "Ada Sample", headline: "Counsel" },
      reshared: {
        text: "Our team is hiring.",
        author: { name: "Carl Original", kind: "person", headline: "Original headline" },
      },
    });
  });

  test("a link to another post inside the words is not the post's address", () => {
    const [post] = posts(
      card(
        `${actor("Ada Sample", "ada", "Counsel", "4d •")}${words('See <a href="https://www.linkedin.com/posts/ben_x-activity-7200000000000000001-AbCd">this post</a>.')}`,
        "Ada Sample",
      ),
    );
    expect(post).toMatchObject({ urn: null, permalink: null, text: "See this post." });
  });

  test("the link that shows the age is its address, and a key around the words its id", () => {
    const [dated, keyed] = posts(
      card(
        `<a href="/in/ada"><p>Ada Sample</p></a><a href="/feed/update/urn:li:activity:7200000000000000001/?x=1"><p>4d •</p></a>${words("Some words.")}`,
        "Ada Sample",
      ),
      card(
        `${actor("Ben Sample", "ben", "Counsel", "4d •")}<span id="translatable-commentary-urn:li:activity:7200000000000000005"></span>${words("Some words.")}`,
        "Ben Sample",
      ),
    );
    expect(dated).toMatchObject({
      urn: "urn:li:activity:7200000000000000001",
      permalink: "https://www.linkedin.com/feed/update/urn:li:activity:7200000000000000001/",
    });
    expect(keyed).toMatchObject({ urn: "urn:li:activity:7200000000000000005" });
  });

  test("says that it is an advertisement, and a post for connections only is left out", () => {
    const [ad, ...others] = posts(
      card(
        `${actor("Sample Corp", "x", "1,000 followers", "Promoted")}<svg aria-label="View Sponsored Content"></svg>${words("Buy.")}`,
        "Sample Corp",
      ),
      card(
        `${actor("Ben Sample", "ben", "Counsel", "4d •")}<svg aria-label="Visibility: Connections"></svg>${words("For friends.")}`,
        "Ben Sample",
      ),
      card(
        `${actor("Dan Sample", "dan", "Counsel", "4d •")}<svg aria-label="Visibility: Global"></svg>${words("For all.")}`,
        "Dan Sample",
      ),
    );
    expect(ad).toMatchObject({
      is_promoted: true,
      edited: null,
      author: { name: "Sample Corp", headline: null },
    });
    expect(others.map((post) => post.text)).toEqual(["For all."]);
  });

  test("a suggestion to follow somebody is no post", () => {
    expect(
      posts(
        card(
          `<p>Recommended for you</p>${actor("Suggested Person", "suggested", "Counsel", "")}<button aria-label="Follow Suggested Person"></button>`,
          "Suggested Person",
        ),
      ),
    ).toEqual([]);
  });
});

describe("a post's own page", () => {
  const inner = card(`${actor("Ada Sample", "ada", "Counsel", "4d •")}${words("Some words.")}`, "Ada Sample");
  const address =
    "https://www.linkedin.com/posts/ada_some-words-activity-7200000000000000001-AbCd?utm_source=x";
  const known = {
    urn: "urn:li:activity:7200000000000000001",
    permalink: "https://www.linkedin.com/posts/ada_some-words-activity-7200000000000000001-AbCd",
    published_at: "2024-05-25T05:09:29.531Z",
    text: "Some words.",
  };

  test("has its id from the address the browser saved it from", () => {
    expect(
      extractDocument(
        documentOf(
          `<!DOCTYPE html>\n<!-- saved from url=(0090)${address} -->\n<html><body>${inner}</body></html>`,
        ),
      ).posts,
    ).toEqual([expect.objectContaining(known)]);
  });

  test("has its id from the address it was read at", () => {
    expect(
      extractDocument({ ...documentOf(`<html><body>${inner}</body></html>`), url: address }).posts,
    ).toEqual([expect.objectContaining(known)]);
  });

  test("a feed read at its own address lends no id", () => {
    expect(
      extractDocument({
        ...documentOf(`<html><body>${inner}</body></html>`),
        url: "https://www.linkedin.com/feed/",
      }).posts,
    ).toEqual([expect.objectContaining({ urn: null })]);
  });

  test("a sign-in page at a post's address stays a wall", () => {
    const html =
      '<html><head><title>Sign Up | LinkedIn</title></head><body><form action="/signup/cold-join"><input type="password"></form></body></html>';
    expect(extractDocument({ ...documentOf(html), url: address })).toMatchObject({
      posts: [],
      wall: { wall: "login" },
    });
  });
});
