import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countOf, parseCount } from "./counts.ts";

describe("counts", () => {
  test("every whole number is read exactly, however its thousands are parted", () => {
    const separators = [",", ".", " ", "\u00a0", "\u202f", "’"];
    fc.assert(
      fc.property(
        fc.nat(999_999_999),
        fc.constantFrom(...separators),
        fc.constantFrom("", " comments", " commentaires", " Reaktionen"),
        (value, separator, words) => {
          const text = String(value).replaceAll(/\B(?=(\d{3})+$)/g, separator) + words;
          expect(parseCount(text)).toEqual({ low: value, high: value, exact: true });
        },
      ),
    );
  });

  test("a shortened number is an interval that holds every number LinkedIn shortens to it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 999_999 }), (value) => {
        for (const short of [Math.floor(value / 100) / 10, Math.round(value / 100) / 10]) {
          const count = parseCount(`${short}K`);
          expect(count?.exact).toBe(false);
          expect(count!.low).toBeLessThanOrEqual(value);
          expect(count!.high).toBeGreaterThanOrEqual(value);
        }
      }),
    );
  });

  test.each([
    ["1.2K", 1150, 1299],
    ["1,8 k", 1750, 1899],
    ["3 M", 2_500_000, 3_999_999],
  ])("%s stays approximate", (text, low, high) => {
    expect(parseCount(text)).toEqual({ low, high, exact: false });
  });

  test.each(["2147483648", "9,999,999,999", "9999999999+", `${"9".repeat(40)}`])(
    "%s is more than anybody counts to, so it is no count",
    (endless) => {
      expect(parseCount(endless)).toBeNull();
      expect(countOf(endless)).toBeNull();
    },
  );

  test("a number with a plus is a lower bound", () => {
    expect(parseCount("500+")).toMatchObject({ low: 500, exact: false });
  });

  test.each(["", "Soyez le premier à réagir", "Be the first to react", "Like"])(
    "“%s” is no count, not zero",
    (text) => {
      expect(parseCount(text)).toBeNull();
    },
  );
});
