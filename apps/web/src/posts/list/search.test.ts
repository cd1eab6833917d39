import { describe, expect, it } from "vitest";
import type { PostSummary } from "@millrace/posts/contract";
import { belongsTo, countFilters, filtersOf, readSearch } from "./search.ts";

const post: PostSummary = {
  id: "00000000-0000-4000-8000-000000000001",
  urn: null,
  permalink: null,
  author: { name: "Élise Garance", kind: "person", profile_url: null, headline: null },
  text: "Nous recrutons un juriste",
  published_at: "2026-11-20T10:00:00.000Z",
  collected_at: "2026-11-20T12:00:00.000Z",
  language: "fr",
  reactions: null,
  comments: null,
  reposts: null,
  hashtags: [],
  mentions: [],
  source: "linkedin-demo",
  is_promoted: null,
  is_repost: false,
  verdict: "kept",
  category: "relevant",
  score: 0.9,
  favourite: false,
  trashed: false,
  is_demo: true,
};

describe("readSearch", () => {
  it("keeps what it understands and leaves out the rest", () => {
    expect(
      readSearch({
        q: 2026,
        verdict: "kept",
        category: "nonsense",
        since: "yesterday",
        sort: "collected",
        x: 1,
      }),
    ).toEqual({ q: "2026", verdict: "kept" });
  });
});

describe("filtersOf", () => {
  it("includes the whole last day of a period", () => {
    const filters = filtersOf({ since: "2026-11-20", until: "2026-11-20" }, "all");
    expect(Date.parse(filters.until ?? "") - Date.parse(filters.since ?? "")).toBe(24 * 60 * 60 * 1000);
  });
  it("asks for the trash and the favourites by their views", () => {
    expect(filtersOf({}, "trash")).toEqual({ trashed: "true" });
    expect(filtersOf({}, "favourites")).toEqual({ favourite: "true" });
    expect(filtersOf({}, "all")).toEqual({});
  });
});

describe("countFilters", () => {
  it("counts neither the text search nor the order", () => {
    expect(countFilters({ q: "a", sort: "score", verdict: "kept", favourite: true })).toBe(2);
  });
});

describe("belongsTo", () => {
  it("finds a post by its author's name without accents", () => {
    expect(belongsTo(post, { author: "elise" })).toBe(true);
    expect(belongsTo(post, { q: "elise juriste" })).toBe(true);
    expect(belongsTo(post, { q: "notaire" })).toBe(false);
  });
  it("keeps a trashed post out of every list but the trash", () => {
    expect(belongsTo({ ...post, trashed: true }, {})).toBe(false);
    expect(belongsTo({ ...post, trashed: true }, { trashed: "true" })).toBe(true);
    expect(belongsTo(post, { trashed: "true" })).toBe(false);
  });
  it("never guesses that a post of unknown date is in a period", () => {
    expect(belongsTo({ ...post, published_at: null }, { since: "2020-01-01T00:00:00.000Z" })).toBe(false);
  });
});
