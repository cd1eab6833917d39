import { storableText } from "@millrace/platform/db";
import { createEmptyDatabase } from "@millrace/platform/testing";
import type { ColumnType } from "../../records/column.ts";
import { parseJson } from "../../values/parse-json.ts";
import { isRecord, type Value } from "../../values/value.ts";
import { mapTexts } from "../testing/map-texts.ts";
import type { DestinationRig } from "../testing/rig.ts";
import { postgresDestination } from "./destination.ts";
import { quoted } from "./identifiers.ts";

/** Postgres, on an empty database of the test run's server. */
export async function openPostgresRig(): Promise<DestinationRig> {
  const database = await createEmptyDatabase();
  const { pool } = database;
  const elsewhere = (change: (url: URL) => void): unknown => {
    const url = new URL(database.url);
    change(url);
    return { url: url.href, schema: "public" };
  };
  return {
    name: "postgres",
    destination: postgresDestination,
    settings: { url: database.url, schema: "public" },
    read: async (target) => {
      const { rows } = await pool.query<{ name: string | null }>("select to_regclass($1)::text as name", [
        `public.${quoted(target)}`,
      ]);
      if (rows[0]?.name == null) return [];
      const found = await pool.query<{ row: string }>(
        `select row_to_json(t)::text as row from public.${quoted(target)} t`,
      );
      return found.rows.map(({ row }) => parseJson(row)).filter((row) => isRecord(row));
    },
    seen,
    wrong: [
      {
        what: "a database that is not there",
        settings: elsewhere((url) => (url.pathname = "/nowhere")),
        setting: "url",
      },
      {
        what: "a user that is not there",
        settings: elsewhere((url) => (url.username = "nobody")),
        setting: "url",
      },
      {
        what: "a server that is not there",
        settings: { url: "postgres://u:secret@127.0.0.1:1/x", schema: "public" },
        setting: "url",
      },
      {
        what: "an address that is none",
        settings: { url: "db.example.com", schema: "public" },
        setting: "url",
      },
      {
        what: "a schema that is not there",
        settings: { url: database.url, schema: "nowhere" },
        setting: "schema",
      },
    ],
    unholdable: [
      {
        what: "a name that is too long",
        columns: [{ name: "é".repeat(32), type: "text" }],
        named: "é".repeat(32),
      },
      { what: "a system column", columns: [{ name: "xmin", type: "integer" }], named: "xmin" },
      {
        what: "a column of Millrace's own",
        columns: [{ name: "_millrace_place", type: "integer" }],
        named: "_millrace_place",
      },
      {
        what: "too many columns",
        columns: Array.from({ length: 1_601 }, (_, index) => ({ name: `c${index}`, type: "text" as const })),
        named: "c1600",
      },
      { what: "a target that is too long", target: "t".repeat(64), named: "t".repeat(64) },
      { what: "a target of Millrace's own", target: "_millrace_batch", named: "_millrace_batch" },
    ],
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** Timestamps are instants, told in UTC; what no Postgres text can hold is U+FFFD. */
function seen(value: Value, type: ColumnType): Value {
  if (type === "timestamp" && typeof value === "string") {
    const hasOffset = /(?:Z|[+-]\d\d:?\d\d)$/u.test(value);
    return new Date(hasOffset ? value : `${value}Z`).toISOString().replace(/\.?0*Z$/u, "+00:00");
  }
  return mapTexts(value, storableText);
}
