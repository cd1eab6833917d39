import { expect, test } from "vitest";
import type { ColumnType } from "../../records/column.ts";
import { meeting } from "./column-types.ts";
import { planTable, type TableColumn } from "./table.ts";

const at = { schema: "public", table: "customers" };
const column = (name: string, declaration: string): TableColumn => ({
  name,
  declaration,
  mustBeGiven: false,
  isGenerated: false,
});

test("a table that has what is needed is left alone, also where its types hold more", () => {
  const existing = [column("id", "bigint"), column("name", "character varying"), column("score", "numeric")];
  expect(
    planTable(at, existing, [
      { name: "score", type: "integer" },
      { name: "name", type: "boolean" },
    ]),
  ).toEqual({ types: ["decimal", "text"], others: ["id"], changes: [] });
});

test("missing columns are added and narrow ones widened, each by its quoted name", () => {
  const { changes } = planTable(
    at,
    [column('a"b', "bigint"), column("when", "timestamp with time zone")],
    [
      { name: 'a"b', type: "number" },
      { name: "when", type: "text" },
      { name: "new", type: "json" },
    ],
  );
  expect(changes).toEqual([
    `alter column "a""b" type numeric using "a""b"::text::numeric`,
    `alter column "when" type text using to_char("when" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
    `add column "new" jsonb`,
  ]);
});

test.each<[ColumnType, ColumnType, ColumnType | null]>([
  ["integer", "number", "decimal"],
  ["decimal", "integer", "decimal"],
  ["boolean", "text", "text"],
  ["text", "json", "text"],
  ["date", "json", "json"],
  ["json", "text", "json"],
  ["boolean", "integer", null],
  ["date", "timestamp", null],
])("a column of %s that gets %s holds %s", (table, batch, expected) => {
  expect(meeting(table, batch)).toBe(expected);
});

test("a generated column takes nothing", () => {
  const generated = { ...column("id", "bigint"), isGenerated: true };
  expect(() => planTable(at, [generated], [{ name: "id", type: "integer" }])).toThrow(
    "made by Postgres itself",
  );
});
