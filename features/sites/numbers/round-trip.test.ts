import fc from "fast-check";
import { expect, it } from "vitest";
import { parseQuantity } from "./parse-quantity.ts";
import type { Expected, Quantity } from "./quantity.ts";

const locales = fc.constantFrom("en", "fr");

it("a whole number written by a browser in English or French is read back", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2_000_000_000 }), locales, (value, locale) => {
      const text = new Intl.NumberFormat(locale).format(value);
      const expected: Expected = { unit: "count", type: "integer" };
      expect(parseQuantity(text, expected)).toEqual({ ok: { kind: "exact", value } });
    }),
  );
});

it("a number with decimals is read back where its language is known", () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000_000 }), locales, (thousandths, locale) => {
      const value = thousandths / 1_000;
      const text = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(value);
      const expected: Expected = { unit: "usd", type: "number", locale };
      expect(parseQuantity(text, expected)).toEqual({ ok: { kind: "exact", value } });
    }),
  );
});

it("without a language, a number is read right or refused, and never read wrong", () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000 }), locales, (thousandths, locale) => {
      const value = thousandths / 1_000;
      const text = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(value);
      const parsed = parseQuantity(text, { unit: "usd", type: "number" });
      const isRefused = "problem" in parsed && parsed.problem === "ambiguous";
      expect(isRefused ? "refused" : parsed).toEqual(
        isRefused ? "refused" : { ok: { kind: "exact", value } },
      );
    }),
  );
});

it("a percentage is read back as a ratio", () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000 }), locales, (hundredths, locale) => {
      const text = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 }).format(
        hundredths / 10_000,
      );
      expect(parseQuantity(text, { unit: "ratio", type: "number" })).toEqual({
        ok: { kind: "exact", value: hundredths / 10_000 },
      });
    }),
  );
});

it("a duration is read back from a clock and from words", () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 359_999 }), (value) => {
      const hours = Math.floor(value / 3_600);
      const minutes = Math.floor((value % 3_600) / 60);
      const seconds = value % 60;
      const two = (part: number): string => String(part).padStart(2, "0");
      for (const text of [
        `${hours}:${two(minutes)}:${two(seconds)}`,
        `${hours} h ${minutes} min ${seconds} s`,
        `${hours}h${minutes}m${seconds}s`,
      ]) {
        const parsed = parseQuantity(text, { unit: "seconds", type: "number" });
        expect(parsed).toEqual({ ok: { kind: "exact", value } });
      }
    }),
  );
});

it("any text at all is a quantity or a refusal with a sentence", () => {
  const texts = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: fc.constantFrom(..."0123456789.,-–<>% kMB$€:hms+e '~") }),
  );
  const expectations = fc.record({
    unit: fc.constantFrom("count", "ratio", "seconds", "usd"),
    type: fc.constantFrom("integer", "number"),
    locale: fc.constantFrom("en", "fr", undefined),
  });
  fc.assert(
    fc.property(texts, expectations, (text, expected) => {
      const parsed = parseQuantity(text, expected);
      expect("problem" in parsed ? parsed.detail.endsWith(".") : isQuantity(parsed.ok)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

function isQuantity(quantity: Quantity): boolean {
  if (quantity.kind === "interval") return quantity.low < quantity.high;
  return Object.values(quantity).filter(Number.isFinite).length === 1;
}
