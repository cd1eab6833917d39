import { describe, expect, test } from "vitest";
import { kindOfDeath, withoutParticulars } from "./death-kind.ts";

const death = {
  workflow: "collect-posts",
  step: "fetch:page-3",
  error: { rung: "transient", message: "https://site.example/p/81?x=1 answered 503 after 1,204 ms." },
};

test.each([
  ["Post 7130 of 12 is gone.", "Post <n> of <n> is gone."],
  ["https://a.example/x?id=1 answered late.", "<url> answered late."],
  ["Ask owner@shop.example, please.", "Ask <email>, please."],
  ["Object 9f86d081884c7d659a2feaa0c55ad015 is damaged.", "Object <id> is damaged."],
  ["Row 0b1b2c3d-aaaa-bbbb-cccc-deadbeefcafe, page-12 of 10.0.0.1", "Row <id>, page-<n> of <n>"],
  ["Run collect-posts:berlin was cancelled.", "Run collect-posts:<id> was cancelled."],
  ["at 2026-11-24T08:00:00.000Z", "at <n>:<id>"],
  ["urn:li:activity:712 is a\n  duplicate", "urn:<id> is a duplicate"],
  ['The field "email" is missing.', 'The field "email" is missing.'],
  ["token abcdefghijklmnopqrstuvwxyzabcdefghij refused", "token <id> refused"],
  ["L'été à Paris : échec nº 4 !", "L'été à Paris : échec nº <n> !"],
  ["", ""],
])("%j is compared as %j", (text, compared) => {
  expect(withoutParticulars(text)).toBe(compared);
});

describe("two deaths are of one kind", () => {
  test("when only numbers, ids, addresses and hashes differ, in the message and in the step's name", () => {
    const other = {
      ...death,
      step: "fetch:page-12",
      error: { rung: "transient", message: "https://site.example/q answered 502 after 80 ms." },
    };
    expect(kindOfDeath(other)).toBe(kindOfDeath(death));
  });

  test.each([
    ["workflow", { ...death, workflow: "deliver" }],
    ["step", { ...death, step: "save:page-3" }],
    ["step that is none", { ...death, step: null }],
    ["rung", { ...death, error: { ...death.error, rung: "rejected" } }],
    ["message", { ...death, error: { ...death.error, message: "The connection was reset." } }],
  ])("but not with another %s", (_, other) => {
    expect(kindOfDeath(other)).not.toBe(kindOfDeath(death));
  });
});

test("a kind is short, and names the workflow, however long a message is", () => {
  const kind = kindOfDeath({ ...death, error: { rung: "broken", message: "x-:@/1 ".repeat(100_000) } });
  expect(kind).toMatch(/^collect-posts:[0-9a-f]{16}$/);
});
