import { expect, test } from "vitest";
import type { JsonSchema } from "../connectors/context.ts";
import type { SchemaPolicy } from "../contract.ts";
import { parseJson } from "../values/parse-json.ts";
import { Decimal, type RecordValue } from "../values/value.ts";
import { RowShaper } from "./shape-rows.ts";

const schema: JsonSchema = {
  properties: {
    id: { type: "integer" },
    name: { type: ["null", "string"] },
    price: { type: "number" },
    at: { type: "string", format: "date-time" },
  },
};

const shaperOf = (policy: SchemaPolicy = "evolve", given: JsonSchema = schema) =>
  new RowShaper({
    stream: "things",
    schema: given,
    policy,
    columnName: (field) => field.toLowerCase(),
    state: null,
  });

const typesOf = (shaper: RowShaper) =>
  Object.fromEntries(shaper.fields.map(({ name, type }) => [name, type]));

test("values stand in the order of the schema's fields, and what a record lacks is null", () => {
  const shaper = shaperOf();
  expect(shaper.shape({ name: "a", id: 1 })).toEqual([1, "a", null, null]);
  expect(shaper.shape({ id: 2, at: "2026-11-29T08:00:00Z", price: 1.5 })).toEqual([
    2,
    null,
    1.5,
    "2026-11-29T08:00:00Z",
  ]);
  expect(shaper.changes).toEqual([]);
});

test("a field without a column becomes one, and the change is told", () => {
  const shaper = shaperOf();
  expect(shaper.shape({ id: 1, Tags: ["x"] })).toEqual([1, null, null, null, ["x"]]);
  expect(typesOf(shaper)).toMatchObject({ tags: "json" });
  expect(shaper.changes).toMatchObject([
    { column: "tags", change: "renamed", from: "Tags", to: "tags" },
    { column: "tags", change: "added", from: null, to: "json" },
  ]);
});

test("a value of another type widens its column, and rows made before are written anew", () => {
  const shaper = shaperOf();
  const before = shaper.shape({ id: 7, name: "a" });
  expect(shaper.shape({ id: "seven" })).toEqual(["seven", null, null, null]);
  if (!Array.isArray(before)) throw new Error("the record was refused");
  shaper.settle(before);
  expect(before).toEqual(["7", "a", null, null]);
  expect(shaper.changes).toMatchObject([
    { column: "id", change: "widened", from: "integer", to: "text", count: 1 },
  ]);
});

test("integers beyond 64 bits and decimals beyond a double widen a column to decimal, and nothing is lost", () => {
  const shaper = shaperOf();
  const record = parseJson('{"id": 12345678901234567890, "price": 12345678901234567.25}') as RecordValue;
  expect(shaper.shape(record)).toEqual([
    12345678901234567890n,
    null,
    new Decimal("12345678901234567.25"),
    null,
  ]);
  expect(typesOf(shaper)).toMatchObject({ id: "decimal", price: "decimal" });
});

test("what stands in a text column and is no text is written as text, and counted", () => {
  const shaper = shaperOf();
  expect(shaper.shape({ name: { first: "A" } })).toEqual([null, '{"first":"A"}', null, null]);
  expect(shaper.shape({ name: 3 })).toEqual([null, "3", null, null]);
  expect(shaper.shape({ name: 4 })).toEqual([null, "4", null, null]);
  expect(shaper.changes).toMatchObject([
    { column: "name", change: "stringified", from: "json", to: "text", count: 1 },
    { column: "name", change: "stringified", from: "integer", to: "text", count: 2 },
  ]);
});

test("a text that is no time makes a text column of a timestamp", () => {
  const shaper = shaperOf();
  expect(shaper.shape({ at: "2024-02-29T08:00:00+01:00" })).toEqual([
    null,
    null,
    null,
    "2024-02-29T08:00:00+01:00",
  ]);
  expect(typesOf(shaper)).toMatchObject({ at: "timestamp" });
  expect(shaper.shape({ at: "2026-02-30T08:00:00Z" })).toEqual([null, null, null, "2026-02-30T08:00:00Z"]);
  expect(typesOf(shaper)).toMatchObject({ at: "text" });
});

test("freeze stops with the field and its column named", () => {
  expect(() => shaperOf("freeze").shape({ id: "x" })).toThrow(
    /things.*field id is a text, its column id holds integer/u,
  );
  expect(() => shaperOf("freeze").shape({ other: 1 })).toThrow(/field other has no column/u);
});

test("discarding the field keeps the record without it; discarding the record puts it aside", () => {
  const field = shaperOf("discard_field");
  expect(field.shape({ id: "x", name: "a", other: 1 })).toEqual([null, "a", null, null]);
  expect(field.changes).toMatchObject([
    { column: "id", change: "nulled", count: 1 },
    { column: "other", change: "discarded", count: 1 },
  ]);
  expect(shaperOf("discard_record").shape({ id: "x" })).toMatchObject({ code: "schema_mismatch" });
});

test("two fields that become one column are refused, both named", () => {
  expect(() => shaperOf().shape({ Price: 1 })).toThrow(/price and Price.*column price/u);
});

test("going on from a checkpoint shapes as if there had been no stop", () => {
  const records: RecordValue[] = [
    { id: 1 },
    { id: 2, extra: 1 },
    { id: "three", extra: "x" },
    { id: 4, extra: null },
  ];
  const whole = shaperOf();
  const rows = records.map((record) => whole.shape(record));
  const first = shaperOf();
  records.slice(0, 2).forEach((record) => first.shape(record));
  const second = new RowShaper({
    stream: "things",
    schema,
    policy: "evolve",
    columnName: (field) => field.toLowerCase(),
    state: structuredClone(first.state),
    changes: first.changes,
  });
  expect(records.slice(2).map((record) => second.shape(record))).toEqual(rows.slice(2));
  expect(second.state).toEqual(whole.state);
  expect(second.changes).toEqual(whole.changes);
});
