import { ManualClock } from "@millrace/platform/clock";
import { beforeAll, describe, expect, it } from "vitest";
import type { ExtractedPost, SourceDocument } from "../../contract.ts";
import { extractDocument } from "../../extraction/extract-document.ts";
import { createCorpus } from "./simulator/corpus.ts";
import { shownFields, type ExpectedFields } from "./simulator/ground-truth.ts";
import { postPage } from "./simulator/post-page.ts";
import type { PageLayout, SimulatedPost } from "./simulator/post.ts";
import { wallPage, type WallPage } from "./simulator/walls.ts";

const ORIGIN = "https://www.linkedin.com";
const NOW = Date.UTC(2026, 10, 21, 9);

let posts: readonly SimulatedPost[] = [];

beforeAll(() => {
  posts = createCorpus({
    seed: "agreement",
    posts: 400,
    clock: new ManualClock(NOW),
    historyIntervalMs: 5_400_000,
    newPostEveryMs: null,
    maxLivePosts: 10,
  }).list();
});

function documentOf(html: string): SourceDocument {
  const url = "http://127.0.0.1:4510/posts/somebody";
  return { name: url, url, contentType: "text/html; charset=UTF-8", bytes: new TextEncoder().encode(html) };
}

function extract(post: SimulatedPost, layout: PageLayout): ReturnType<typeof extractDocument> {
  return extractDocument(
    documentOf(postPage(post, { origin: ORIGIN, nowMs: NOW, layout, others: posts.slice(0, 6) })),
  );
}

/** The extracted values alone. A text of a few words may have no sure language, and then must say so. */
function valuesOf(post: ExtractedPost, expected: ExpectedFields): ExpectedFields {
  const { evidence: _evidence, trust: _trust, unknown, source_file: _file, ...values } = post;
  const isTooShort =
    values.language === null && unknown["language"] === "too_short" && (expected.text?.length ?? 0) < 60;
  return { ...values, language: isTooShort ? expected.language : values.language };
}

describe("extraction of the simulated pages", () => {
  it.each(["all", "guest", "embedded", "dom"] as const)(
    "gives exactly what the page shows, and nothing else (%s)",
    (layout) => {
      for (const post of posts) {
        const expected = shownFields(post, layout, ORIGIN);
        expect(extract(post, layout).posts.map((found) => valuesOf(found, expected))).toEqual([expected]);
      }
    },
  );

  it("gives exactly what each page shows in the layout it is served in", () => {
    for (const post of posts) {
      const expected = shownFields(post, post.layout, ORIGIN);
      expect(extract(post, post.layout).posts.map((found) => valuesOf(found, expected))).toEqual([expected]);
    }
  });

  it("gives no post, rather than a wrong one, from a layout it does not know", () => {
    for (const post of posts.slice(0, 60)) {
      const { posts: found, wall } = extract(post, "changed");
      expect(found).toEqual([]);
      expect(wall).not.toBeNull();
    }
  });

  it.each([
    ["login", "login"],
    ["challenge", "challenge"],
    ["consent", "consent"],
    ["empty-shell", "empty_shell"],
  ] as const)("names the wall (%s)", (page: WallPage, wall) => {
    expect(extractDocument(documentOf(wallPage(page)))).toMatchObject({ posts: [], wall: { wall } });
  });
});
