import { BSON, Decimal128, Double, Long } from "mongodb";
import { expect, test } from "vitest";
import { Decimal } from "../../values/value.ts";
import { bsonValue } from "./bson-value.ts";
import { columnName } from "./names.ts";

test("integers are 32 or 64 bits wide, and never doubles", () => {
  expect(bsonValue(5, "integer")).toBe(5);
  expect(bsonValue(2 ** 31, "integer")).toEqual(Long.fromString("2147483648"));
  expect(bsonValue(9_223_372_036_854_775_807n, "integer")).toEqual(Long.MAX_VALUE);
  expect(bsonValue(-9_007_199_254_740_993n, "integer")).toEqual(Long.fromString("-9007199254740993"));
});

test("numbers are doubles, also whole ones", () => {
  expect(bsonValue(5, "number")).toEqual(new Double(5));
});

test.each([
  ["12345678901234567.25", "12345678901234567.25"],
  ["-0.00000000000000000001", "-1E-20"],
  ["1e400", "1E+400"],
  ["1234567890123456789012345678901234", "1234567890123456789012345678901234"],
])("the decimal %s is a Decimal128", (text, shown) => {
  const value = bsonValue(new Decimal(text), "decimal");
  expect(value).toBeInstanceOf(Decimal128);
  expect(String(value)).toBe(shown);
});

test.each(["12345678901234567890123456789012345", "0.12345678901234567890123456789012345", "1e9999"])(
  "the decimal %s, which a Decimal128 would round, stays a text",
  (text) => {
    expect(bsonValue(new Decimal(text), "decimal")).toBe(text);
  },
);

test.each([
  ["2026-11-29T20:15:30.123Z", new Date("2026-11-29T20:15:30.123Z")],
  ["2026-11-29T20:15:30.123456+02:00", new Date("2026-11-29T18:15:30.123Z")],
  ["2026-11-29 20:15", "2026-11-29 20:15"],
  ["2026-11-29T23:59:60Z", "2026-11-29T23:59:60Z"],
])("the timestamp %s becomes a date only when it is an instant", (text, value) => {
  expect(bsonValue(text, "timestamp")).toEqual(value);
});

test("nothing a source can name in its JSON means anything to the driver", () => {
  const hostile = JSON.parse(
    '{"_bsontype": "Long", "__proto__": {"x": 1}, "a\\u0000b": {"toBSON": "no"}}',
  ) as never;
  const stored = BSON.deserialize(BSON.serialize({ value: bsonValue(hostile, "json") }));
  expect(JSON.stringify(stored)).toBe(
    '{"value":{"_bsontype":"Long","__proto__":{"x":1},"a\ufffdb":{"toBSON":"no"}}}',
  );
});

test.each([
  ["_id", "_id_"],
  ["$set", "_set"],
  ["address.city", "address_city"],
  ["_bsontype", "_bsontype_"],
  ["a\0b", "a\ufffdb"],
])("the field %j is the column %j", (field, name) => {
  expect(columnName(field)).toBe(name);
});
