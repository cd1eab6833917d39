import { describe, expect, it } from "vitest";
import { quantityWriter, type Quantity } from "./quantity-words.ts";

const nothing: Quantity = { kind: null, value: null, low: null, high: null, unit: "count" };
const exact = (value: number, unit: Quantity["unit"]): Quantity => ({
  ...nothing,
  kind: "exact",
  value,
  unit,
});
/** Intl separates with several kinds of spaces. */
const plain = (text: string) => text.replaceAll(/\s/gu, " ");

describe("a value in a table", () => {
  const en = quantityWriter("en");
  const fr = quantityWriter("fr");
  it.each([
    [exact(2_400_000, "count"), "2.4M", "2,4 M"],
    [exact(999, "count"), "999", "999"],
    [exact(0.42, "ratio"), "42%", "42 %"],
    [exact(0.0042, "ratio"), "0.42%", "0,42 %"],
    [exact(83, "seconds"), "1:23", "1:23"],
    [exact(3723, "seconds"), "1:02:03", "1:02:03"],
    [{ ...nothing, kind: "below", high: 0.0001, unit: "ratio" } as const, "< 0.01%", "< 0,01 %"],
    [{ ...nothing, kind: "above", low: 1_000_000, unit: "count" } as const, "> 1M", "> 1 M"],
    [{ ...nothing, kind: "interval", low: 1.8e6, high: 5.3e6 } as const, "1.8M – 5.3M", "1,8–5,3 M"],
    [nothing, "—", "—"],
  ])("is written in each language", (quantity, english, french) => {
    expect([plain(en.short(quantity)), plain(fr.short(quantity))]).toEqual([english, french]);
  });
});

describe("a value in full", () => {
  it("keeps every digit", () => {
    expect(plain(quantityWriter("fr").long(exact(2_412_345, "count")))).toBe("2 412 345");
    expect(quantityWriter("en").long(exact(0.4213, "ratio"))).toBe("42.13%");
  });
});
