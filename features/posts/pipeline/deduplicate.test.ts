import { describe, expect, it } from "vitest";
import type { ExtractedPost } from "../contract.ts";
import { deduplicate } from "./deduplicate.ts";
import { normalisePost } from "./normalise.ts";

const offer =
  "Nous recrutons un juriste droit social en CDI à Lyon. Vous conseillez les équipes RH, suivez les contentieux et animez des formations auprès des managers du groupe.";

function post(changes: Partial<ExtractedPost>): ExtractedPost {
  return {
    urn: null,
    permalink: null,
    author: {
      name: "Étude Martin",
      kind: "company",
      profile_url: "https://www.linkedin.com/company/martin",
      headline: null,
    },
    text: offer,
    published_at: "2026-11-19T00:00:00.000Z",
    language: "fr",
    reactions: null,
    comments: null,
    reposts: null,
    reshared: null,
    mentions: [],
    hashtags: [],
    media: [],
    is_promoted: null,
    edited: null,
    evidence: {},
    trust: {},
    unknown: {},
    source_file: "page.html",
    ...changes,
  };
}
const run = (...posts: Partial<ExtractedPost>[]) =>
  deduplicate(posts.map((changes) => normalisePost(post(changes))));
const urn = (id: number): string => `urn:li:activity:73000000000000000${id}`;

describe("deduplicate", () => {
  it("keeps two posts of one author with the same rounded date", () => {
    const result = run({ text: "Nous recrutons un juriste." }, { text: "Nous recrutons un fiscaliste." });
    expect(result.posts).toHaveLength(2);
    expect(result.dropped).toEqual({ urn: 0, permalink: 0, content: 0 });
  });

  it("keeps two posts with the same text and different ids, and links them", () => {
    const result = run({ urn: urn(10) }, { urn: urn(11) });
    expect(result.posts.map((entry) => entry.near)).toEqual([[], [{ index: 0, similarity: 1 }]]);
  });

  it("drops exact repeats by URN, then permalink, then content, and counts them", () => {
    const result = run(
      { urn: urn(10) },
      { urn: urn(10), text: "autre" },
      { permalink: `https://fr.linkedin.com/feed/update/${urn(10)}/?trk=x` },
      { permalink: "https://example.org/p/1?utm_source=a" },
      { permalink: "http://example.org/p/1/#b" },
      { text: "Sans adresse ni identifiant" },
      { text: "Sans adresse ni  IDENTIFIANT" },
    );
    expect(result.posts).toHaveLength(3);
    expect(result.dropped).toEqual({ urn: 2, permalink: 1, content: 1 });
  });

  it("links a repost to the post it shares and keeps both", () => {
    const reshared = {
      urn: urn(10),
      permalink: null,
      author: post({}).author,
      text: offer,
      published_at: null,
    };
    const result = run({ urn: urn(10) }, { urn: urn(12), text: "Je partage !", reshared });
    expect(result.posts.map((entry) => entry.repost_of)).toEqual([null, 0]);
  });

  it("never takes two posts without text or id for one", () => {
    expect(run({ text: null, source_file: "a" }, { text: null, source_file: "b" }).posts).toHaveLength(2);
  });
});

describe("normalisePost", () => {
  it("composes accents and folds the search text", () => {
    const normalised = normalisePost(post({ text: "Cafe\u0301  À  L’ÉTUDE\r\nJuriste·s" }));
    expect(normalised.text).toBe("Café  À  L’ÉTUDE\nJuriste·s");
    expect(normalised.search_text).toBe("cafe a l'etude juriste·s");
  });

  it("leaves the text alone when composing it would move a span", () => {
    const text = "e\u0301tude #cdi";
    const hashtags = [{ start: 7, length: 4, text: "#cdi" }];
    const normalised = normalisePost(post({ text, hashtags }));
    expect(
      Array.from(normalised.text ?? "")
        .slice(7, 11)
        .join(""),
    ).toBe("#cdi");
  });

  it("keeps the unknown unknown and still gives a stable key", () => {
    const unknown = post({
      text: null,
      author: { name: null, kind: null, profile_url: null, headline: null },
    });
    expect(normalisePost(unknown)).toMatchObject({
      text: null,
      urn_key: null,
      permalink_key: null,
      content_key: null,
      search_text: "",
    });
    expect(normalisePost(unknown).dedupe_key).toBe(normalisePost(unknown).dedupe_key);
  });
});
