import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createTemporaryFolder } from "@millrace/platform/testing";
import type { ColumnType } from "../../records/column.ts";
import type { Value } from "../../values/value.ts";
import { writeJson } from "../../values/write-json.ts";
import type { DestinationRig } from "../testing/rig.ts";
import { sqliteDestination } from "./destination.ts";
import { quoted } from "./identifiers.ts";

/** SQLite, on a file in a temporary folder. */
export async function openSqliteRig(): Promise<DestinationRig> {
  const folder = await createTemporaryFolder("millrace-sqlite-");
  const path = join(folder.path, "warehouse.sqlite");
  const noDatabase = join(folder.path, "notes.txt");
  await writeFile(noDatabase, "Nothing of SQLite's.".repeat(100));
  return {
    name: "sqlite",
    destination: sqliteDestination,
    settings: { path },
    read: (target) => Promise.resolve(existsSync(path) ? readRows(path, target) : []),
    seen,
    wrong: [
      {
        what: "a folder that is not there",
        settings: { path: join(folder.path, "nowhere/x.sqlite") },
        setting: "path",
      },
      { what: "a path that depends", settings: { path: "x.sqlite" }, setting: "path" },
      { what: "a file of another kind", settings: { path: noDatabase }, setting: "path" },
      { what: "a folder in the file's place", settings: { path: folder.path }, setting: "path" },
    ],
    unholdable: [
      {
        what: "a column of Millrace's own",
        columns: [{ name: "_millrace_wider", type: "text" }],
        named: "_millrace_wider",
      },
      {
        what: "names that differ by capitals alone",
        columns: [
          { name: "email", type: "text" },
          { name: "eMail", type: "text" },
        ],
        named: "eMail",
      },
      {
        what: "too many columns",
        columns: Array.from({ length: 2_001 }, (_, index) => ({ name: `c${index}`, type: "text" as const })),
        named: "c2000",
      },
      { what: "a target of SQLite's own", target: "sqlite_sequence", named: "sqlite_sequence" },
      { what: "a target of Millrace's own", target: "_millrace_commit", named: "_millrace_commit" },
    ],
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

function readRows(path: string, target: string): Record<string, Value>[] {
  using db = new DatabaseSync(path, { readBigInts: true, timeout: 5_000 });
  const found = db.prepare("select 1 from sqlite_master where type = 'table' and name = ?").get(target);
  if (found === undefined) return [];
  return db.prepare(`select * from ${quoted(target)}`).all() as Record<string, Value>[];
}

/** Booleans are 0 and 1; decimals, JSON and times are texts; half of a surrogate pair is U+FFFD. */
function seen(value: Value, type: ColumnType): Value {
  if (type === "boolean") return Number(value);
  if (type === "decimal") return String(value as number);
  if (type === "json") return writeJson(value);
  return typeof value === "string" ? value.toWellFormed() : value;
}
