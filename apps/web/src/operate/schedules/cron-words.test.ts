import { expect, it } from "vitest";
import { cronWords } from "./cron-words.ts";

it("a plan is said in the reader's language", () => {
  expect(cronWords("30 3 * * 1", "en")).toBe("At 03:30, only on Monday");
  expect(cronWords("30 3 * * 1", "fr")).toBe("À 03:30, uniquement le lundi");
});

it("seconds first are understood", () => {
  expect(cronWords("*/10 * * * * *", "en")).toBe("Every 10 seconds");
});

it("what cannot be said stays as it is written", () => {
  expect(cronWords("every now and then", "en")).toBe("every now and then");
});
