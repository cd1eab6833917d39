import { describe, expect, test } from "vitest";
import { extractDocument } from "./extract-document.ts";
import { documentOf } from "./fixtures/read-fixture.ts";

const id = "urn:li:activity:7200000000000000001";

function read(inner: string, attributes = `class="feed-shared-update-v2" data-urn="${id}"`) {
  return extractDocument(
    documentOf(
      `<html><head><title>(2) Feed | LinkedIn</title></head><body><main><div ${attributes}>${inner}</div></main></body></html>`,
    ),
  ).posts;
}

function actor(name: string, sub: string, description = "Counsel"): string {
  return `<div class="update-components-actor"><a class="update-components-actor__meta-link" href="https://www.linkedin.com/in/${name.toLowerCase().replace(" ", "-")}?x=y"><span class="update-components-actor__title"><span aria-hidden="true">${name}</span><span class="visually-hidden">${name}</span></span><span class="update-components-actor__description"><span aria-hidden="true">${description}</span></span></a><span class="update-components-actor__sub-description"><span aria-hidden="true">${sub}</span></span></div>`;
}

function text(words: string): string {
  return `<div class="update-components-text"><span class="break-words"><span dir="ltr">${words}</span></span></div>`;
}

function counts(reactions: string, comments: string, reposts: string): string {
  return `<ul class="social-details-social-counts"><li class="social-details-social-counts__reactions"><span class="social-details-social-counts__reactions-count">${reactions}</span></li><li class="social-details-social-counts__item social-details-social-counts__item--right-aligned social-details-social-counts__comments"><button aria-label="${comments}">x</button></li><li class="social-details-social-counts__item social-details-social-counts__item--right-aligned"><button aria-label="${reposts}">x</button></li></ul>`;
}

describe("a page saved while signed in", () => {
  test.each([
    [
      "English",
      "3d • Edited •",
      "1,234",
      "12 comments on Ada Sample’s post",
      "5 reposts of Ada Sample’s post",
      true,
    ],
    [
      "French",
      "3 j • Modifié •",
      "1 234",
      "12 commentaires sur le post de Ada",
      "5 republications du post",
      true,
    ],
    ["German", "3 Tage • Bearbeitet •", "1.234", "12 Kommentare zum Beitrag", "5 geteilte Beiträge", true],
    ["Spanish", "3 d • Editado •", "1.234", "12 comentarios en la publicación", "5 veces compartido", true],
    ["Portuguese", "3 d •", "1.234", "12 comentários na publicação", "5 compartilhamentos", false],
  ])(
    "shows its counts and whether it was edited in %s",
    (_language, sub, reactions, comments, reposts, edited) => {
      expect(
        read(actor("Ada Sample", sub) + text("Some words") + counts(reactions, comments, reposts))[0],
      ).toMatchObject({ reactions: 1234, comments: 12, reposts: 5, edited, is_promoted: false });
    },
  );

  test("the markup of 2018 is read too: another place for the id, the name, the counts", () => {
    const inner = `<div class="occludable-update"><div class="feed-shared-update-v2"><div class="feed-shared-actor"><div class="feed-shared-actor__meta"><a class="feed-shared-actor__meta-link" href="https://www.linkedin.com/company/4711/?miniCompanyUrn=x"><h3 class="feed-shared-actor__title"><span class="feed-shared-actor__name"><span dir="ltr">Sample Corp</span></span></h3><span class="feed-shared-actor__description"><span aria-hidden="false">1,473 followers</span></span><span class="feed-shared-actor__sub-description"><span>Promoted</span></span></a></div></div><div class="feed-shared-update-v2__description"><div class="feed-shared-update-v2__commentary feed-shared-text">
      <div class="feed-shared-text__text-view">
        <span aria-hidden="false"><span><span>We hire: </span></span><a href="https://lnkd.in/abc">https://lnkd.in/abc</a>.<span><span> Apply!</span></span></span>
      </div></div></div><div class="feed-shared-image"><div class="feed-shared-image__container"><img alt="No alt text provided for this image" src="https://media.licdn.com/a.png"></div></div><ul class="feed-shared-social-counts"><li><button class="feed-shared-social-counts__num-likes"><span aria-hidden="true">47 Likes</span><span class="visually-hidden">47 Likes on post</span></button></li><li><button class="feed-shared-social-counts__num-comments"><span aria-hidden="true">1 Comment</span><span class="visually-hidden">1 Comment on post</span></button></li></ul></div></div>`;
    expect(read(inner, `data-id="${id}"`)).toEqual([
      expect.objectContaining({
        urn: id,
        author: {
          name: "Sample Corp",
          kind: "company",
          profile_url: "https://www.linkedin.com/company/4711",
          headline: null,
        },
        text: "We hire: https://lnkd.in/abc. Apply!",
        reactions: 47,
        comments: 1,
        is_promoted: true,
        edited: null,
        media: [{ kind: "image", url: "https://media.licdn.com/a.png", alt: null, title: null }],
      }),
    ]);
  });

  test("somebody else's post inside a wrapper is kept apart", () => {
    const inner = `${actor("Ada Sample", "3d •")}<div class="feed-shared-update-v2__description">I disagree.</div><div class="feed-shared-update-v2__reshared-content">${actor("Carl Original", "2w •")}${text("The claim.")}</div>`;
    expect(read(inner)[0]).toMatchObject({
      urn: id,
      author: { name: "Ada Sample" },
      text: "I disagree.",
      reshared: { author: { name: "Carl Original" }, text: "The claim." },
    });
  });

  test("a repost without a word shows the original: its author, its words, not the repost's id or date", () => {
    const inner = `<div class="update-components-header"><a href="/in/bob">Bob Fan</a> reposted this</div><div class="feed-shared-update-v2__reshared-content" data-urn="urn:li:activity:7100000000000000001">${actor("Carl Original", "2w •")}${text("The claim.")}</div>`;
    expect(read(inner)[0]).toMatchObject({
      urn: "urn:li:activity:7100000000000000001",
      author: { name: "Carl Original" },
      text: "The claim.",
    });
  });

  test("several posts gathered under one heading are posts of their own", () => {
    const inner = ["7200000000000000001", "7200000000000000002"]
      .map(
        (number) =>
          `<div class="feed-shared-update-v2" data-urn="urn:li:activity:${number}">${actor("Ada Sample", "3d •")}${text(`Words ${number}`)}</div>`,
      )
      .join("");
    expect(
      read(
        inner,
        'data-id="urn:li:aggregate:(urn:li:activity:7200000000000000001,urn:li:activity:7200000000000000002)"',
      ).map((post) => [post.urn, post.text]),
    ).toEqual([
      ["urn:li:activity:7200000000000000001", "Words 7200000000000000001"],
      ["urn:li:activity:7200000000000000002", "Words 7200000000000000002"],
    ]);
  });

  test.each([
    [
      "a document",
      '<div class="update-components-document__container"><iframe title="Our report"></iframe></div>',
      [{ kind: "document", url: null, alt: null, title: "Our report" }],
    ],
    ["a poll", '<div class="update-components-poll"><h3>Yes or no?</h3><button>Yes</button></div>', []],
    [
      "an event",
      '<div class="update-components-event"><a href="https://www.linkedin.com/events/1/"><h2>Breakfast</h2></a></div>',
      [],
    ],
    [
      "a celebration",
      '<div class="update-components-celebration"><img src="https://media.licdn.com/c.png" alt="New position"></div>',
      [],
    ],
    [
      "a job",
      '<div class="update-components-entity"><a href="https://www.linkedin.com/jobs/view/1/">Counsel at Sample</a></div>',
      [],
    ],
    [
      "an article",
      '<div class="update-components-article"><a href="https://example.com/a?trk=feed"><span class="update-components-article__title">A headline</span></a></div>',
      [{ kind: "article", url: "https://example.com/a", alt: null, title: "A headline" }],
    ],
  ])("%s changes neither author nor words", (_what, content, media) => {
    expect(read(actor("Ada Sample", "3d •") + text("Some words") + content)[0]).toMatchObject({
      author: { name: "Ada Sample", profile_url: "https://www.linkedin.com/in/ada-sample" },
      text: "Some words",
      media,
    });
  });
});
