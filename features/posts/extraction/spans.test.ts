import fc from "fast-check";
import { expect, test } from "vitest";
import { codePointLength, hashtagsIn, sliceCodePoints, spanOfUnits } from "./spans.ts";

const anyText = fc.string({ unit: "grapheme", maxLength: 60 });

test("a span counted in code points always cuts out its own text", () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, (before, inside, after) => {
      fc.pre(inside.length > 0);
      const text = before + inside + after;
      const span = spanOfUnits(text, before.length, before.length + inside.length);
      expect(sliceCodePoints(text, span.start, span.length)).toBe(span.text);
      expect(span.text).toBe(inside);
      expect(span.length).toBe(codePointLength(inside));
    }),
  );
});

test("hashtags found in a text are exactly the slices their spans point at", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const span of hashtagsIn(`👇 ${text} #Emploi 🎉 #été_2026`))
        expect(sliceCodePoints(`👇 ${text} #Emploi 🎉 #été_2026`, span.start, span.length)).toBe(span.text);
    }),
  );
});

test("a number sign in an address, inside a word or before a number alone is no hashtag", () => {
  expect(hashtagsIn("see https://a.b/c#part C#dev #1 #2024 ok #Droit2024").map((span) => span.text)).toEqual([
    "#Droit2024",
  ]);
});
