import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTemporaryFolder, type TemporaryFolder } from "@millrace/platform/testing";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, type FileMetaData } from "hyparquet";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Decimal, type Value } from "../../values/value.ts";
import type { Column, ColumnType } from "../../records/column.ts";
import { FolderHome } from "../files/folder-home.ts";
import { deliverFile } from "../files/testing/deliver-file.ts";
import { dateOf, daysOf, instantOf, microsOf } from "./instants.ts";
import { parquetFormat } from "./parquet-format.ts";
import { readParquet } from "./test-rig.ts";

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await createTemporaryFolder("millrace-parquet-");
});
afterEach(() => folder[Symbol.asyncDispose]());

const path = (): string => join(folder.path, "people.parquet");
let syncs = 0;
async function append(columns: readonly Column[], ...batches: Value[][][]): Promise<void> {
  const numbered = batches.map((rows, at) => ({ number: at + 1, columns, rows }));
  const home = new FolderHome(folder.path);
  await deliverFile(
    { home, format: parquetFormat, target: "people", syncId: `sync-${(syncs += 1)}` },
    numbered,
  );
}
/** As any reader sees it. */
const metadata = async (): Promise<FileMetaData> => parquetMetadataAsync(await asyncBufferFromFile(path()));
const asOthersRead = async (): Promise<Record<string, unknown>[]> =>
  parquetReadObjects({ file: await asyncBufferFromFile(path()) });
const typesOf = async (): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    (await metadata()).schema
      .slice(1)
      .map(({ name, type, converted_type: converted }) => [name, converted ?? type]),
  );
const one = (type: ColumnType): Column[] => [{ name: "value", type }];

test("each type of column has the type a reader of Parquet expects, and another reader sees its values", async () => {
  const types = ["boolean", "integer", "number", "decimal", "text", "timestamp", "date", "json"] as const;
  const columns = types.map((type) => ({ name: type, type }));
  await append(columns, [
    [
      true,
      9_223_372_036_854_775_807n,
      0.1,
      new Decimal("12345678901234567.25"),
      "é",
      "2026-11-29T22:15:30.5+02:00",
      "2024-02-29",
      { list: [1, null] },
    ],
    types.map(() => null),
  ]);
  expect(await typesOf()).toEqual({
    boolean: "BOOLEAN",
    integer: "INT64",
    number: "DOUBLE",
    decimal: "UTF8",
    text: "UTF8",
    timestamp: "TIMESTAMP_MICROS",
    date: "DATE",
    json: "JSON",
  });
  const [row, empty] = await asOthersRead();
  expect(row).toEqual({
    boolean: true,
    integer: 9_223_372_036_854_775_807n,
    number: 0.1,
    decimal: "12345678901234567.25",
    text: "é",
    timestamp: new Date("2026-11-29T20:15:30.500Z"),
    date: new Date("2024-02-29"),
    json: { list: [1, null] },
  });
  expect(Object.values(empty ?? {}).every((value) => value == null)).toBe(true);
  const codecs = (await metadata()).row_groups.flatMap(({ columns: chunks }) =>
    chunks.map(({ meta_data: chunk }) => chunk?.codec),
  );
  expect(new Set(codecs)).toEqual(new Set(["SNAPPY"]));
});

test.each<[ColumnType, Value, Value]>([
  ["timestamp", "2026-02-28 23:59:59", "2026-11-29T20:15:30.123Z"],
  ["timestamp", "2026-11-29T20:15:30.1234567Z", "2026-11-29T20:15:30.123Z"],
  ["date", "2026-02-30", "2026-02-28"],
  ["integer", 18_446_744_073_709_551_616n, 1],
  ["number", new Decimal("1e400"), 1.5],
])("a column of type %s that holds %o is text, with every value as it was", async (type, odd, usual) => {
  await append(one(type), [[usual]], [[odd]]);
  expect(await typesOf()).toEqual({ value: "UTF8" });
  expect((await readParquet(path())).map(({ value }) => value)).toEqual([
    String(usual as string),
    String(odd as string),
  ]);
});

test("JSON keeps numbers that a double can't hold", async () => {
  const value = { big: 9_007_199_254_740_993n, exact: [new Decimal("0.12345678901234567891")] };
  await append(one("json"), [[value]], [["a text"], [null], [7]]);
  await append(one("json"), [[9_007_199_254_740_993n]]);
  const found = (await readParquet(path())).map((row) => row["value"]);
  expect(found).toEqual([value, "a text", null, 7, 9_007_199_254_740_993n]);
  expect((await readFile(path())).includes('{"big":9007199254740993,"exact":[0.12345678901234567891]}')).toBe(
    true,
  );
});

describe("rows that are appended", () => {
  test("stand behind the older ones, whose values are as they were", async () => {
    const columns: Column[] = [
      { name: "id", type: "integer" },
      { name: "at", type: "timestamp" },
      { name: "on", type: "date" },
      { name: "price", type: "decimal" },
    ];
    const rows: Value[][] = [
      [1, "2026-11-29T20:15:30.000001Z", "1969-12-31", new Decimal("100.50")],
      [null, "1969-12-31T23:59:59.999Z", null, null],
      [-9_223_372_036_854_775_808n, "2026-11-29T20:15:30Z", "2026-11-29", new Decimal("7")],
    ];
    await append(columns, rows.slice(0, 2));
    await append(columns, rows.slice(2));
    expect((await readParquet(path())).map((row) => Object.values(row))).toEqual(rows);
  });

  test("widen a column with what is there, and bring new ones", async () => {
    await append(one("integer"), [[1], [9_007_199_254_740_993n]]);
    await append([{ name: "city", type: "text" }, ...one("number")], [["Lyon", 1.5]]);
    expect(await typesOf()).toEqual({ value: "UTF8", city: "UTF8" });
    await append(one("json"), [[{ a: 1 }]]);
    expect((await readParquet(path())).map(({ value, city }) => [value, city])).toEqual([
      [1, null],
      [9_007_199_254_740_993n, null],
      [1.5, "Lyon"],
      [{ a: 1 }, null],
    ]);
    expect(await typesOf()).toEqual({ value: "JSON", city: "UTF8" });
  });

  test("make row groups of 10,000 at most, and fill those that were begun", async () => {
    const rows = (from: number, count: number): Value[][] =>
      Array.from({ length: count }, (_, at) => [from + at]);
    await append(one("integer"), rows(0, 9_000), rows(9_000, 3_000));
    await append(one("integer"), rows(12_000, 10_000));
    const groups = (await metadata()).row_groups.map((group) => Number(group.num_rows));
    expect(groups).toEqual([10_000, 10_000, 2_000]);
    const found = await readParquet(path());
    expect(found.every(({ value }, at) => value === at)).toBe(true);
    expect(found).toHaveLength(22_000);
  });
});

test("a file whose rows are damaged is left as it is, though its footer can be read", async () => {
  await append(one("text"), [["a".repeat(100)], ["b".repeat(100)]]);
  const bytes = await readFile(path());
  bytes.fill(0xff, 4, 60);
  await writeFile(path(), bytes);
  await expect(append(one("text"), [["c"]])).rejects.toMatchObject({
    rung: "needs_attention",
    message: expect.stringContaining("people.parquet can't be read"),
  });
  expect(await readFile(path())).toEqual(bytes);
});

test.each<[string, string | null]>([
  ["2026-11-29T20:15:30Z", "2026-11-29T20:15:30Z"],
  ["2026-11-29 20:15+02", "2026-11-29T18:15:00Z"],
  ["2026-11-29T20:15:30.120-0530", "2026-11-30T01:45:30.120Z"],
  ["0001-01-01T00:00:00.000001Z", "0001-01-01T00:00:00.000001Z"],
  ["2026-11-29T20:15:30", null],
  ["2026-11-29T25:00:00Z", null],
  ["2026-02-30T00:00:00Z", null],
  ["soon", null],
])("the instant %s is %s", (given, expected) => {
  const micros = microsOf(given);
  expect(micros === null ? null : instantOf(micros)).toBe(expected);
});

test.each([
  ["1970-01-01", 0],
  ["1969-12-31", -1],
  ["2024-02-29", 19_782],
  ["2023-02-29", null],
  ["2026-13-01", null],
  ["29.11.2026", null],
] as const)("the day %s is number %s", (text, days) => {
  expect(daysOf(text)).toBe(days);
  expect(days === null ? text : dateOf(days)).toBe(text);
});
