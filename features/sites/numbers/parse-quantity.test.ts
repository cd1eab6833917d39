import { describe, expect, it } from "vitest";
import { parseQuantity } from "./parse-quantity.ts";
import type { Expected, Quantity, ReadingProblem } from "./quantity.ts";

const count: Expected = { unit: "count", type: "integer" };
const ratio: Expected = { unit: "ratio", type: "number" };
const seconds: Expected = { unit: "seconds", type: "number" };
const usd: Expected = { unit: "usd", type: "number" };
const number: Expected = { unit: "count", type: "number" };

const exact = (value: number): Quantity => ({ kind: "exact", value });
const interval = (low: number, high: number): Quantity => ({ kind: "interval", low, high });
const below = (high: number): Quantity => ({ kind: "below", high });
const above = (low: number): Quantity => ({ kind: "above", low });

const readable: [text: string | number, expected: Expected, quantity: Quantity][] = [
  ["2.4M", count, exact(2_400_000)],
  ["1,8 M", count, exact(1_800_000)],
  ["2.3m", count, exact(2_300_000)],
  ["8.2K", count, exact(8_200)],
  ["2 k", count, exact(2_000)],
  ["1.2B", count, exact(1_200_000_000)],
  ["1,2 Md", count, exact(1_200_000_000)],
  ["3 milliards", count, exact(3_000_000_000)],
  ["1.2 billion", count, exact(1_200_000_000)],
  ["1,2 billion", count, exact(1_200_000_000_000)],
  ["2 million visits", count, exact(2_000_000)],
  ["1 234 567", count, exact(1_234_567)],
  ["1\u00A0234\u00A0567", count, exact(1_234_567)],
  ["1\u202F234\u202F567", count, exact(1_234_567)],
  ["1\u2009234\u2009567", count, exact(1_234_567)],
  ["1\u2007234", count, exact(1_234)],
  ["1\u200A234", count, exact(1_234)],
  ["\u200E1\u2060234\uFEFF", count, exact(1_234)],
  ["1'234'567", count, exact(1_234_567)],
  ["1.234.567", count, exact(1_234_567)],
  ["1,234,567", count, exact(1_234_567)],
  ["1,234,567.5", number, exact(1_234_567.5)],
  ["1.234.567,5", number, exact(1_234_567.5)],
  ["1 234,5", number, exact(1_234.5)],
  ["1,234", count, exact(1_234)],
  ["1.234", count, exact(1_234)],
  ["1,234", { ...number, locale: "en" }, exact(1_234)],
  ["1,234", { ...number, locale: "fr" }, exact(1.234)],
  ["1.234", { ...number, locale: "en" }, exact(1.234)],
  ["1.234", { ...number, locale: "fr" }, exact(1_234)],
  ["1.234M", { ...count, locale: "en" }, exact(1_234_000)],
  ["0", count, exact(0)],
  ["-0", count, exact(0)],
  ["-12", number, exact(-12)],
  ["−12", number, exact(-12)],
  ["1.5e6", count, exact(1_500_000)],
  ["1E-4", ratio, exact(0.0001)],
  ["1.2e-05", ratio, exact(0.000012)],
  [0.45, ratio, exact(0.45)],
  [-0, count, exact(0)],
  ["12,5 %", ratio, exact(0.125)],
  ["12.5%", ratio, exact(0.125)],
  ["8,2\u00A0%", ratio, exact(0.082)],
  ["12.345%", { ...ratio, locale: "en" }, exact(0.12345)],
  ["0,125", ratio, exact(0.125)],
  ["0.125", ratio, exact(0.125)],
  ["12 pour cent", ratio, exact(0.12)],
  ["< 0.01%", ratio, below(0.0001)],
  ["<0,01 %", ratio, below(0.0001)],
  ["moins de 5 %", ratio, below(0.05)],
  ["less than 1,000", count, below(1_000)],
  ["≥ 5 %", ratio, above(0.05)],
  ["> 10K", count, above(10_000)],
  ["10K+", count, above(10_000)],
  ["> $5M", usd, above(5_000_000)],
  ["1.8M$ - 5.3M$", usd, interval(1_800_000, 5_300_000)],
  ["$1.8M–$5.3M", usd, interval(1_800_000, 5_300_000)],
  ["1,8 M$ — 5,3 M$", usd, interval(1_800_000, 5_300_000)],
  ["US$10K to US$20K", usd, interval(10_000, 20_000)],
  ["entre 2 et 3 %", ratio, interval(0.02, 0.03)],
  ["5 - 10 %", ratio, interval(0.05, 0.1)],
  ["10K-20K", count, interval(10_000, 20_000)],
  ["0 - 5K", count, interval(0, 5_000)],
  ["2M - 2M", count, exact(2_000_000)],
  ["1:00 - 2:30", seconds, interval(60, 150)],
  ["01:23", seconds, exact(83)],
  ["1:02:03", seconds, exact(3_723)],
  ["75:30", seconds, exact(4_530)],
  ["2m 14s", seconds, exact(134)],
  ["2m14s", seconds, exact(134)],
  ["2 min 14 s", seconds, exact(134)],
  ["2 minutes et 14 secondes", seconds, exact(134)],
  ["45 s", seconds, exact(45)],
  ["45 sec.", seconds, exact(45)],
  ["1,5 min", seconds, exact(90)],
  ["1 h 02 min", seconds, exact(3_720)],
  ["1h02", seconds, exact(3_720)],
  ["83.5", seconds, exact(83.5)],
  ["< 1 min", seconds, below(60)],
  ["$1,234.50", usd, exact(1_234.5)],
  ["1 234,50 $", usd, exact(1_234.5)],
  ["USD 12", usd, exact(12)],
  ["-$5", usd, exact(-5)],
];

const refused: [text: string | number, expected: Expected, problem: ReadingProblem["problem"]][] = [
  ...["", " ", "n/a", "N/A", "—", "–", "-", "N.D.", "null", "None", "\u00A0"].map(
    (text): [string, Expected, "no_data"] => [text, count, "no_data"],
  ),
  ["1,234", ratio, "ambiguous"],
  ["1.234", number, "ambiguous"],
  ["12,345 %", ratio, "ambiguous"],
  ["1.234M", count, "ambiguous"],
  ["1,234 s", seconds, "ambiguous"],
  ["1-5M", count, "ambiguous"],
  ["2 billion", count, "ambiguous"],
  ["+12%", ratio, "unparseable"],
  ["+ 12", count, "unparseable"],
  ["▲ 12%", ratio, "unparseable"],
  ["~5K", count, "unparseable"],
  ["٤٥", count, "unparseable"],
  ["１２", count, "unparseable"],
  ["12%", count, "unparseable"],
  ["$12", count, "unparseable"],
  ["12 s", count, "unparseable"],
  ["2 k", ratio, "unparseable"],
  ["1.8M€", usd, "unparseable"],
  ["£5", usd, "unparseable"],
  ["CA$5", usd, "unparseable"],
  ["03/04/2026", count, "unparseable"],
  ["2026-11-24", count, "unparseable"],
  ["12 34", count, "unparseable"],
  ["1,2,3", count, "unparseable"],
  ["1.234,567.8", count, "unparseable"],
  ["5.", count, "unparseable"],
  ["12 apples", count, "unparseable"],
  ["5 K K", count, "unparseable"],
  ["12 % %", ratio, "unparseable"],
  ["5.3M$ - 1.8M$", usd, "unparseable"],
  ["< 1 - 2", count, "unparseable"],
  ["01:75", seconds, "unparseable"],
  ["14 s 2 min", seconds, "unparseable"],
  ["1 min 75 s", seconds, "unparseable"],
  ["1e999", count, "unparseable"],
  ["Infinity", count, "unparseable"],
  ["NaN", count, "unparseable"],
  [Number.NaN, count, "unparseable"],
  [Number.POSITIVE_INFINITY, count, "unparseable"],
  ["9".repeat(300), count, "unparseable"],
  ["Login", count, "unparseable"],
  ["- -", count, "unparseable"],
  ["--5", count, "unparseable"],
];

describe("a text is read into a quantity", () => {
  it.each(readable)("%j as %o", (text, expected, quantity) => {
    expect(parseQuantity(text, expected)).toEqual({ ok: quantity });
  });
});

describe("what is no value, or could be two, is refused with a sentence", () => {
  it.each(refused)("%j as %o: %s", (text, expected, problem) => {
    const parsed = parseQuantity(text, expected);
    expect(parsed).toMatchObject({ problem });
    expect("detail" in parsed && parsed.detail).toMatch(/^\S.*[.]$/u);
  });
});
