import { decodeMulti } from "@msgpack/msgpack";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Column, ColumnType, Row } from "../../../records/column.ts";
import { parseJson } from "../../../values/parse-json.ts";
import { Decimal, type Value } from "../../../values/value.ts";
import { writeJson } from "../../../values/write-json.ts";
import { MessagePackWriter } from "./writer.ts";
import { encodeRows } from "./encode-rows.ts";

function decoded(columns: readonly Column[], rows: readonly Row[]): unknown[] {
  const bytes = encodeRows({ columns, rows, timeOf: () => 1_700_000_000, to: new MessagePackWriter(0) });
  return [...decodeMulti(bytes, { useBigInt64: true })];
}

const one = (type: ColumnType, value: Value): unknown => {
  const [record] = decoded([{ name: "it", type }], [[value]]) as Record<string, unknown>[];
  return record?.["it"];
};

/** A value of each type, and what Treasure Data gets of it. */
const integers = fc.oneof(
  fc.maxSafeInteger(),
  fc.bigInt(2n ** 53n, 2n ** 64n - 1n),
  fc.bigInt(-(2n ** 63n), -(2n ** 53n)),
);
const arbitraries: Readonly<Record<ColumnType, fc.Arbitrary<Value>>> = {
  boolean: fc.boolean(),
  integer: integers,
  number: fc.double({ noNaN: true, noDefaultInfinity: true }),
  decimal: fc.oneof(
    fc.constantFrom("1.10", "1e400", "12345678901234567.25").map((text) => new Decimal(text)),
    integers,
  ),
  text: fc.string({ unit: "grapheme" }),
  timestamp: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  date: fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
  json: fc.jsonValue().map((value) => parseJson(JSON.stringify(value))),
};
const types = Object.keys(arbitraries) as ColumnType[];

function expected(type: ColumnType, value: Value): unknown {
  if (type === "json") return writeJson(value);
  if (type === "boolean") return String(value as boolean);
  if (type === "decimal") return value instanceof Decimal ? value.text : String(value as number);
  return value;
}

describe("encodeRows", () => {
  test("every row is read by another library as it was, with time, and without what is null", () => {
    const rows = fc.array(fc.tuple(...types.map((type) => fc.option(arbitraries[type], { nil: null }))), {
      maxLength: 20,
    });
    const columns = types.map((type) => ({ name: `column_${type}`, type }));
    fc.assert(
      fc.property(rows, (given) => {
        const seen = decoded(columns, given as Row[]);
        expect(seen.map(withNumbers)).toEqual(
          given.map((row) =>
            Object.fromEntries([
              ["time", 1_700_000_000],
              ...types.flatMap((type, index) => {
                const value = (row[index] ?? null) as Value;
                return value === null ? [] : [[`column_${type}`, expected(type, value)]];
              }),
            ]),
          ),
        );
      }),
    );
  });

  test("the same rows give the same bytes", () => {
    const given = {
      columns: [{ name: "a", type: "json" }] as const,
      rows: [[{ b: [1, "é"] }]],
      timeOf: () => 1,
    };
    expect(encodeRows({ ...given, to: new MessagePackWriter(0) })).toEqual(
      encodeRows({ ...given, to: new MessagePackWriter(9_999) }),
    );
  });

  test("truth values are the words Treasure Data's own tools write", () => {
    expect([one("boolean", true), one("boolean", false)]).toEqual(["true", "false"]);
  });

  test("a number column holds doubles only, an integer column integers only", () => {
    const bytesOf = (type: ColumnType) =>
      encodeRows({
        columns: [{ name: "a", type }],
        rows: [[3]],
        timeOf: () => 1,
        to: new MessagePackWriter(0),
      });
    expect(bytesOf("number").at(-9)).toBe(0xcb);
    expect(bytesOf("integer").at(-1)).toBe(3);
  });

  test("an integer of more than 64 bits is text, and exact", () => {
    expect(one("integer", 12_345_678_901_234_567_890n)).toBe(12_345_678_901_234_567_890n);
    expect(one("integer", 2n ** 70n)).toBe("1180591620717411303424");
  });

  test("decimals keep every digit, whatever holds them", () => {
    expect(one("decimal", new Decimal("0.30"))).toBe("0.30");
    expect(one("decimal", 5)).toBe("5");
    expect(one("decimal", 2n ** 65n)).toBe("36893488147419103232");
  });

  test("JSON keeps numbers that no double holds", () => {
    const text = '{"id":12345678901234567890,"rate":0.1234567890123456789}';
    expect(one("json", parseJson(text))).toBe(text);
    expect(one("json", "a")).toBe('"a"');
  });

  test("a value that is not of its column's type is text, not lost", () => {
    expect(one("integer", "n/a")).toBe("n/a");
    expect(one("text", 7)).toBe("7");
    expect(one("text", { a: 1 })).toBe('{"a":1}');
    expect(one("number", new Decimal("1e400"))).toBe("1e400");
  });

  test("a column named time is what says the time, and is not written twice", () => {
    const columns: Column[] = [
      { name: "time", type: "timestamp" },
      { name: "a", type: "text" },
    ];
    expect(decoded(columns, [["2026-01-01", "x"]])).toEqual([{ time: 1_700_000_000, a: "x" }]);
  });
});

/** The other library gives every 64-bit integer as a bigint. */
function withNumbers(record: unknown): unknown {
  return Object.fromEntries(
    Object.entries(record as Record<string, unknown>).map(([name, value]) => {
      const isSmall = typeof value === "bigint" && Number.isSafeInteger(Number(value));
      return [name, isSmall ? Number(value) : value];
    }),
  );
}
