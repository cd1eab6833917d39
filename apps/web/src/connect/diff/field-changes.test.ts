import { expect, it } from "vitest";
import { fieldChanges } from "./field-changes.ts";

it("a changed record shows both sides of every field, those that differ marked", () => {
  expect(fieldChanges({ a: 1, b: { c: [1] }, old: true }, { a: 2, b: { c: [1] }, fresh: null })).toEqual([
    { field: "a", before: "1", after: "2", isChanged: true },
    { field: "b", before: '{"c":[1]}', after: '{"c":[1]}', isChanged: false },
    { field: "fresh", before: null, after: "null", isChanged: true },
    { field: "old", before: "true", after: null, isChanged: true },
  ]);
});

it("a new record has no side before", () => {
  expect(fieldChanges(null, { a: "x" })).toEqual([
    { field: "a", before: null, after: '"x"', isChanged: true },
  ]);
});
