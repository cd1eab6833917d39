import { describe, expect, test } from "vitest";
import { extractedPost } from "../contract.ts";
import { extractDocument } from "./extract-document.ts";
import { documentOf, readFixture } from "./fixtures/read-fixture.ts";
import { sliceCodePoints } from "./spans.ts";

function only(name: string) {
  const result = extractDocument(readFixture(name));
  expect(result.posts).toHaveLength(1);
  return result.posts[0]!;
}

const fixtures = [
  "public-post.html",
  "voyager-feed-slice.json",
  "guest-company-video-fr.html",
  "signed-in-feed.html",
  "voyager-decorated.json",
];

describe("every post of every fixture", () => {
  test.each(fixtures)(
    "%s follows the contract, has a reason for each null and evidence for each value",
    (name) => {
      const { posts } = extractDocument(readFixture(name));
      expect(posts.length).toBeGreaterThan(0);
      for (const post of posts) {
        expect(extractedPost.parse(post)).toEqual(post);
        for (const field of [
          "urn",
          "permalink",
          "text",
          "published_at",
          "language",
          "reactions",
          "comments",
          "reposts",
          "is_promoted",
          "edited",
        ] as const) {
          const isKnown = post[field] !== null;
          expect([field in post.evidence, field in post.trust, field in post.unknown], field).toEqual([
            isKnown,
            isKnown,
            !isKnown,
          ]);
        }
        for (const span of [...post.mentions, ...post.hashtags])
          expect(sliceCodePoints(post.text ?? "", span.start, span.length)).toBe(span.text);
      }
    },
  );
});

describe("a public page with a reshared post", () => {
  const post = only("public-post.html");

  test("gives the outer post's own fields", () => {
    expect(post).toMatchObject({
      urn: "urn:li:activity:7463608443963318272",
      permalink:
        "https://www.linkedin.com/posts/camille-exemple_looking-for-a-tool-that-builds-relationships-activity-7463608443963318272-2kSA",
      author: {
        name: "Camille Exemple",
        kind: "person",
        profile_url: "https://www.linkedin.com/in/camille-exemple",
        headline: null,
      },
      published_at: "2026-05-22T15:15:20.180Z",
      language: "en",
      reactions: 3,
      comments: 0,
      reposts: null,
      is_promoted: false,
      edited: false,
      media: [],
      mentions: [],
      hashtags: [],
    });
    expect(post.text).toMatch(/^Looking for a tool .* 👌 solution\. Contact me today .* your initiatives\.$/);
  });

  test("keeps the reshared post apart", () => {
    expect(post.reshared).toMatchObject({
      urn: "urn:li:activity:7462849761994461184",
      author: {
        name: "Everything DiSC: A Wiley Brand",
        kind: "company",
        profile_url: "https://www.linkedin.com/company/inscape-publishing",
      },
      published_at: "2026-05-20T13:00:36.303Z",
    });
    expect(post.reshared?.text).toMatch(
      /^When Ryan Companies .* Learn more!\n\nhttps:\/\/ow\.ly\/TyqB50YR6av\n\n#EverythingDiSC$/s,
    );
    expect(post.reshared?.media).toHaveLength(1);
  });

  test("trusts what two places say more than what one says", () => {
    expect(post.trust.reactions).toBeGreaterThan(0.95);
    expect(post.trust.comments).toBeLessThan(0.9);
  });
});

describe("a feed answer that refers to its entities", () => {
  const { posts } = extractDocument(readFixture("voyager-feed-slice.json"));

  test("gives the posts in the feed's order", () => {
    expect(posts.map((post) => post.author.name)).toEqual([
      "Alix Exemple",
      "Basile Exemple",
      "Traders Fair & Traders Awards",
    ]);
  });

  test("counts spans in code points after an emoji", () => {
    expect(posts[0]?.hashtags.map((span) => [span.start, span.text])).toEqual([
      [102, "#html"],
      [108, "#css"],
      [113, "#css3"],
      [119, "#javascript"],
      [131, "#frontenddevelopment"],
    ]);
  });

  test("gives a liked post its own id and date, not those of the like", () => {
    expect(posts[1]).toMatchObject({
      urn: "urn:li:activity:7059294092807012352",
      published_at: "2023-05-02T22:34:27.067Z",
      reactions: 169,
      comments: 11,
      reposts: 3,
    });
  });

  test("marks the advertisement", () => {
    expect(posts.map((post) => post.is_promoted)).toEqual([false, false, true]);
    expect(posts[2]?.author).toMatchObject({ kind: "company", headline: null });
  });
});

describe("a French company page with a video", () => {
  const post = only("guest-company-video-fr.html");

  test("prefers the shown counts to the zeros of the structured data", () => {
    expect(post).toMatchObject({ reactions: 1234, comments: 12 });
  });

  test("takes the whole text from the page and not the cut description", () => {
    expect(post.text).toBe(
      "Nous recrutons un juriste 🎉 & une assistante !\n\nContact : Camille Exemple, DRH.\nVoir https://exemple.fr\n#Juriste #Emploi",
    );
    expect(post.mentions.map((span) => span.text)).toEqual(["Camille Exemple"]);
    expect(post.hashtags.map((span) => span.text)).toEqual(["#Juriste", "#Emploi"]);
  });

  test("reads the rest in French and leaves country, comments and other posts out", () => {
    expect(post).toMatchObject({
      permalink:
        "https://www.linkedin.com/posts/cabinet-exemple_recrutement-juriste-activity-7300000000000000000-AbCd",
      author: {
        name: "Cabinet Exemple",
        kind: "company",
        profile_url: "https://www.linkedin.com/company/cabinet-exemple",
        headline: null,
      },
      language: "fr",
      edited: true,
      is_promoted: false,
      reshared: null,
      media: [{ kind: "video", url: "https://dms.licdn.com/high.mp4" }],
    });
  });
});

describe("a feed saved while signed in", () => {
  const { posts, problems } = extractDocument(readFixture("signed-in-feed.html"));

  test("joins the embedded answer and the markup of one post", () => {
    expect(posts[0]).toMatchObject({
      urn: "urn:li:activity:7200000000000000001",
      permalink: "https://www.linkedin.com/posts/dana-sample_legal-activity-7200000000000000001-ZZ11",
      author: {
        name: "Dana Sample",
        kind: "person",
        profile_url: "https://www.linkedin.com/in/dana-sample",
        headline: "Counsel at Sample & Co",
      },
      text: "🎉🎉 Thanks Ali Test for the #legal work\nSecond line",
      reactions: 42,
      comments: 7,
      reposts: 3,
      edited: true,
    });
    expect(posts[0]?.trust.text).toBeGreaterThan(0.95);
  });

  test("never keeps a post for connections only, wherever it stands", () => {
    expect(posts.map((post) => post.author.name)).toEqual(["Dana Sample", "Outer Co"]);
    expect(problems).toEqual([expect.stringMatching(/^limited_audience: /)]);
    expect(JSON.stringify(posts)).not.toContain("connections only");
  });

  test("keeps a shortened count unknown and the reshared post apart", () => {
    expect(posts[1]).toMatchObject({
      text: "Our view",
      reactions: null,
      unknown: { reactions: "approximate:1.2K" },
      is_promoted: true,
      media: [],
    });
    expect(posts[1]?.reshared).toMatchObject({
      author: { name: "Inner Person" },
      text: "Inner words",
      media: [{ kind: "image", alt: null }],
    });
  });
});

test("a decorated answer gives the same fields, its reshared post and no comment", () => {
  expect(only("voyager-decorated.json")).toMatchObject({
    urn: "urn:li:activity:7196224250288955393",
    reactions: 7057,
    comments: 495,
    reposts: 665,
    edited: true,
    is_promoted: false,
    author: {
      name: "Sample Corp",
      kind: "company",
      profile_url: "https://www.linkedin.com/company/sample",
      headline: null,
    },
    hashtags: [{ start: 27, length: 9, text: "#SampleIO" }],
    media: [{ kind: "article", url: "https://example.com/page?utm=1", title: "A linked page" }],
    reshared: {
      urn: "urn:li:activity:7196000000000000000",
      text: "The inner text",
      author: { name: "Inner Writer", headline: "Writer" },
    },
  });
});

describe("damaged documents", () => {
  const page = readFixture("public-post.html");

  test("a page cut anywhere gives right values or none", () => {
    const whole = extractDocument(page).posts[0]!;
    for (let size = 9_000; size < 45_000; size += 3_517) {
      for (const post of extractDocument({ ...page, bytes: page.bytes.subarray(0, size) }).posts) {
        for (const field of ["urn", "permalink", "text", "published_at", "reactions", "comments"] as const) {
          expect([null, whole[field]], `${field} at ${size}`).toContain(post[field]);
        }
        expect(post.author.name).toBe(whole.author.name);
      }
    }
  });

  test("broken structured data is a problem, and the page is still read", () => {
    const html = Buffer.from(page.bytes)
      .toString("utf8")
      .replace('"@type":"SocialMediaPosting"', '"@type":SocialMediaPosting');
    const result = extractDocument(documentOf(html));
    expect(result.problems).toEqual([expect.stringMatching(/^json_ld_unreadable: /)]);
    expect(result.posts[0]).toMatchObject({
      urn: "urn:li:activity:7463608443963318272",
      reactions: 3,
      author: { name: "Camille Exemple" },
    });
  });

  test("a BOM, NUL bytes and UTF-16 change nothing", () => {
    const html = Buffer.from(page.bytes).toString("utf8");
    const variants = [
      Buffer.from(`\uFEFF${html}`),
      Buffer.from(html.replace("DiSC", "Di\0SC")),
      Buffer.from(`\uFEFF${html}`, "utf16le"),
    ];
    for (const bytes of variants)
      expect(extractDocument({ ...page, bytes }).posts).toEqual(extractDocument(page).posts);
  });

  test("a document that is too large is refused with one sentence", () => {
    const result = extractDocument({ ...page, bytes: new Uint8Array(64 * 1024 * 1024 + 1) });
    expect(result.posts).toEqual([]);
    expect(result.problems).toEqual([expect.stringMatching(/^too_large: .* 64 MB/)]);
  });
});
