import type { Column, Row } from "../../records/column.ts";
import { Decimal, type Value } from "../../values/value.ts";
import type { Batch } from "../destination.ts";

const provenance: readonly Column[] = [
  { name: "_run", type: "text" },
  { name: "_page", type: "integer" },
  { name: "_offset", type: "integer" },
  { name: "_fetched_at", type: "timestamp" },
  { name: "_hash", type: "text" },
];

/** What the engine knows of where a row is from. */
const provenanceOf = (at: number): Value[] => [
  "sync-1",
  1,
  at,
  "2026-11-29T20:15:30.123Z",
  at.toString(16).padStart(64, "0"),
];

export const everyColumn: readonly Column[] = [
  { name: "id", type: "integer" },
  { name: "large", type: "integer" },
  { name: "share", type: "number" },
  { name: "price", type: "decimal" },
  { name: "is_member", type: "boolean" },
  { name: "note", type: "text" },
  { name: "seen_at", type: "timestamp" },
  { name: "local_time", type: "timestamp" },
  { name: "born_on", type: "date" },
  { name: "detail", type: "json" },
  ...provenance,
];

const values: readonly Value[][] = [
  [1, 9_223_372_036_854_775_807n, 0.1, new Decimal("12345678901234567.25"), true, "plain"],
  [2, -9_223_372_036_854_775_808n, -1.5e-7, new Decimal("-0.00000000000000000001"), false, ""],
  [3, 9_007_199_254_740_993n, 1e21, 0.1, true, "🦀 é 漢字"],
  [4, 0, 5, 18_446_744_073_709_551_616n, false, "a\0b"],
  [5, -1, 0, 7, null, "quote \" apostrophe ' comma , semicolon ; tab \t line\nfeed\r\n back\\slash \\N"],
  [6, null, null, null, null, "=1+1"],
  [7, 1, 2.5, new Decimal("100.50"), true, "half of an emoji \ud83e!"],
  [8, 2, 0.30000000000000004, new Decimal("1e30"), false, "null"],
];

const details: readonly Value[] = [
  {
    big: 9_007_199_254_740_993n,
    exact: new Decimal("0.12345678901234567891"),
    deep: { list: [1, null, "x"] },
  },
  [],
  [1, "two", { three: 3 }, [4.5]],
  {},
  "a text",
  null,
  { 'odd key: é "': "a\0b", cut: "\udc00" },
  true,
];

/** One batch with every type of column and the values that have hurt others. */
export function everyValue(): Batch {
  const rows = values.map((row, at): Row => [
    ...row,
    at === 5 ? null : `2026-11-29T20:15:3${at}.${at}5+02:00`,
    at === 5 ? null : "2026-02-28 23:59:59",
    at === 5 ? null : `19${at}9-12-31`,
    details[at] ?? null,
    ...provenanceOf(at + 1),
  ]);
  return { number: 1, columns: everyColumn, rows };
}

/** Three batches: the second has a new column and a wider one, the third widens it again. */
export function growingBatches(): Batch[] {
  const id: Column = { name: "id", type: "integer" };
  return [
    {
      number: 1,
      columns: [id, { name: "amount", type: "integer" }],
      rows: [
        [1, 9_007_199_254_740_993n],
        [2, null],
      ],
    },
    {
      number: 2,
      columns: [id, { name: "amount", type: "decimal" }, { name: "city", type: "text" }],
      rows: [
        [3, new Decimal("12345678901234567.25"), "Lyon"],
        [4, 7, null],
      ],
    },
    {
      number: 3,
      columns: [id, { name: "amount", type: "text" }, { name: "city", type: "text" }],
      rows: [[5, "many", "Nice"]],
    },
  ];
}

/** `count` batches of rows that are all different; `word` tells one sync's from another's. */
export function numberedBatches(count: number, rowsPerBatch: number, word: string): Batch[] {
  return Array.from({ length: count }, (_, batch) => ({
    number: batch + 1,
    columns: [
      { name: "id", type: "integer" },
      { name: "batch", type: "integer" },
      { name: "word", type: "text" },
      ...provenance,
    ] satisfies Column[],
    rows: Array.from({ length: rowsPerBatch }, (_row, at): Row => {
      const id = batch * rowsPerBatch + at + 1;
      return [id, batch + 1, `${word} ${id}`, ...provenanceOf(id)];
    }),
  }));
}
