import { describe, expect, it } from "vitest";
import { excerptOf, searchHits, searchWords, segmentText } from "./segments.ts";

const marked = (text: string, query: string) =>
  segmentText(text, searchHits(text, query))
    .filter((segment) => segment.kinds.includes("hit"))
    .map((segment) => segment.text);

describe("segmentText", () => {
  it("counts code points, so that an emoji before a mention does not shift it", () => {
    const segments = segmentText("🎉🎉 @Léa arrive", [{ start: 3, length: 4, kind: "mention" }]);
    expect(segments.map((segment) => segment.text)).toEqual(["🎉🎉 ", "@Léa", " arrive"]);
    expect(segments[1]?.kinds).toEqual(["mention"]);
  });
  it("gives overlapping marks both kinds and loses no character", () => {
    const text = "un juriste confirmé";
    const segments = segmentText(text, [
      { start: 3, length: 7, kind: "term" },
      { start: 3, length: 16, kind: "hit" },
    ]);
    expect(segments.map((segment) => segment.text).join("")).toBe(text);
    expect(segments[1]).toEqual({ text: "juriste", start: 3, kinds: ["term", "hit"] });
  });
  it("cuts a mark that goes beyond the text", () => {
    expect(
      segmentText("abc", [{ start: 2, length: 50, kind: "hit" }]).map((segment) => segment.text),
    ).toEqual(["ab", "c"]);
  });
  it("gives no segment for an empty text", () => {
    expect(segmentText("", [])).toEqual([]);
  });
});

describe("searchHits", () => {
  it("finds words whatever their accents, case and plural", () => {
    expect(marked("L'ÉQUIPE et les équipes juridiques", "equipe juridique")).toEqual([
      "ÉQUIPE",
      "équipes",
      "juridiques",
    ]);
  });
  it("marks no word that only contains the searched one", () => {
    expect(marked("partage un stage", "stage")).toEqual(["stage"]);
  });
  it("ignores single letters and operators", () => {
    expect(searchWords('"a juriste" OR b')).toEqual(["juriste"]);
  });
});

describe("excerptOf", () => {
  it("begins shortly before a hit that lies deep in the text and moves the marks along", () => {
    const text = `${"mot ".repeat(60)}juriste`;
    const excerpt = excerptOf(text, searchHits(text, "juriste"), 100);
    expect(excerpt.text.startsWith("… ")).toBe(true);
    expect(
      segmentText(excerpt.text, excerpt.marks).find((segment) => segment.kinds.includes("hit"))?.text,
    ).toBe("juriste");
  });
  it("begins at the beginning when nothing was searched", () => {
    expect(excerptOf("bonjour à tous", [], 9)).toEqual({ text: "bonjour à …", marks: [] });
    expect(excerptOf("bonjour à tous", [], 11)).toEqual({ text: "bonjour à …", marks: [] });
    expect(excerptOf("bonjour", [], 7)).toEqual({ text: "bonjour", marks: [] });
  });
});
