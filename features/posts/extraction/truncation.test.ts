import { describe, expect, test } from "vitest";
import type { ExtractedPost, SourceDocument } from "../contract.ts";
import { extractDocument } from "./extract-document.ts";
import { guestPage, guestQuote } from "./fixtures/guest-page.ts";
import { documentOf, readFixture } from "./fixtures/read-fixture.ts";

const quote = guestQuote({ id: "7200000000000000001", name: "Carl Original", text: "The quoted words." });
const documents: [string, SourceDocument][] = [
  ...[
    "public-post.html",
    "guest-company-video-fr.html",
    "signed-in-feed.html",
    "voyager-decorated.json",
    "voyager-feed-slice.json",
  ].map((name) => [name, readFixture(name)] as [string, SourceDocument]),
  [
    "a reshare without a word",
    documentOf(guestPage({ text: null, content: quote, reactions: [1234, "1.2K"] })),
  ],
  [
    "a post in several paragraphs",
    documentOf(
      guestPage({
        text: 'One.\n\nTwo &amp; <a class="link" href="https://www.linkedin.com/in/ben">Ben Sample</a>, see https://example.com/a_b\n#law 🎉',
        age: "3 j <span>Modifié</span>",
        content: quote,
      }),
    ),
  ],
];

const fields = ["urn", "permalink", "text", "published_at", "reactions", "comments"] as const;

function valuesOf(post: ExtractedPost) {
  return [
    ...fields.map((field) => [field, post[field]] as const),
    ["author.name", post.author.name] as const,
  ];
}

/** A small generator with a seed: a failing cut can be repeated. */
function* cuts(size: number, count: number): Generator<number> {
  let state = size;
  for (let index = 0; index < count; index += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state % size;
  }
}

describe("a document cut at any byte", () => {
  test.each(documents)("never gives a wrong value: %s", (_name, document) => {
    const whole = extractDocument(document).posts.map((post) => new Map(valuesOf(post)));
    expect(whole.length).toBeGreaterThan(0);
    const few = document.bytes.length > 50_000;
    for (const size of few
      ? cuts(document.bytes.length, 150)
      : Array.from({ length: Math.ceil(document.bytes.length / 13) }, (_, index) => index * 13)) {
      for (const post of extractDocument({ ...document, bytes: document.bytes.subarray(0, size) }).posts) {
        const matching = whole.filter((one) =>
          valuesOf(post).every(([field, value]) => value === null || value === one.get(field)),
        );
        expect(matching.length, `${JSON.stringify(valuesOf(post))} at byte ${size}`).toBeGreaterThan(0);
      }
    }
  });
});
