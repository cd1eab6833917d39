import type { DatabaseSync } from "node:sqlite";
import { NeedsAttention } from "@millrace/platform/errors";
import type { Column } from "../../records/column.ts";
import { folded, quoted } from "./identifiers.ts";
import { meeting, storageOf, storageOfDeclaration, type Storage } from "./stored-value.ts";

/** A column as SQLite has it. */
export interface TableColumn {
  name: string;
  declaration: string;
  /** It takes no null and has no value of its own. */
  mustBeGiven: boolean;
  isGenerated: boolean;
}

/** The columns of a table; null where there is none. Throws `NeedsAttention` when the name is another thing's (a view). */
export function readTable(db: DatabaseSync, table: string): TableColumn[] | null {
  const found = db
    .prepare("select type from sqlite_master where name = ? collate nocase and type in ('table', 'view')")
    .get(table);
  if (found === undefined) return null;
  if (found.type !== "table")
    throw new NeedsAttention(`${table} is a view in the SQLite file. Choose another target, or rename it.`);
  const rows = db
    .prepare(
      `select name, type, "notnull" as required, dflt_value as value, pk, hidden from pragma_table_xinfo(?)`,
    )
    .all(table);
  return rows.map(({ name, type, required, value, pk, hidden }) => ({
    name: String(name),
    declaration: String(type),
    // Without a default. A primary key that is a lone integer numbers itself.
    mustBeGiven: required === 1 && value === null && pk === 0,
    isGenerated: hidden !== 0,
  }));
}

/**
 * Makes the table, its missing columns and wider types, so that it takes these columns; answers with how its columns keep their
 * values then. Throws `NeedsAttention`, naming the column, for a table that can't take them.
 */
export function prepareTable(db: DatabaseSync, table: string, columns: readonly Column[]): Storage[] {
  const existing = readTable(db, table);
  if (existing === null) {
    const definitions = columns.map(({ name, type }) => `${quoted(name)} ${storageOf[type]}`);
    db.exec(`create table ${quoted(table)} (${definitions.join(", ")})`);
    return columns.map(({ type }) => storageOf[type]);
  }
  const { storages, added, widened } = planTable(table, existing, columns);
  for (const { name, storage } of added)
    db.exec(`alter table ${quoted(table)} add column ${quoted(name)} ${storage}`);
  for (const { name, from } of widened) widen(db, table, name, from);
  return storages;
}

interface TablePlan {
  storages: Storage[];
  added: { name: string; storage: Storage }[];
  /** To TEXT, which is the only wider one. */
  widened: { name: string; from: Storage }[];
}

/** What must change for a table to take these columns. Pure. */
export function planTable(
  table: string,
  existing: readonly TableColumn[],
  columns: readonly Column[],
): TablePlan {
  const known = new Map(existing.map((column) => [folded(column.name), column]));
  const given = new Set(columns.map(({ name }) => folded(name)));
  const demanding = existing.find(({ name, mustBeGiven }) => mustBeGiven && !given.has(folded(name)));
  if (demanding !== undefined)
    throw new NeedsAttention(
      `The column ${demanding.name} of ${table} takes no null, and this stream has no such field. Choose another target.`,
      { facts: { column: demanding.name } },
    );
  const plan: TablePlan = { storages: [], added: [], widened: [] };
  for (const { name, type } of columns) {
    const column = known.get(folded(name));
    const storage = storageOf[type];
    if (column === undefined) plan.added.push({ name, storage });
    const from = column === undefined ? storage : storageOfColumn(table, column, type);
    const to = meeting(from, storage);
    if (to === null) throw mismatch(table, name, column?.declaration ?? "", type);
    if (to !== from) plan.widened.push({ name, from });
    plan.storages.push(to);
  }
  return plan;
}

function storageOfColumn(
  table: string,
  { name, declaration, isGenerated }: TableColumn,
  type: string,
): Storage {
  const storage = isGenerated ? null : storageOfDeclaration(declaration);
  if (storage === null) throw mismatch(table, name, isGenerated ? "generated" : declaration, type);
  return storage;
}

const mismatch = (table: string, column: string, declaration: string, type: string): NeedsAttention =>
  new NeedsAttention(
    `The column ${column} of ${table} is ${declaration === "" ? "of no type" : declaration}, and this stream has ${type} for it. Change the column's type, or choose another target.`,
    { facts: { column } },
  );

/** SQLite changes no column's type: a new one takes the values over and then the name. It stands last from then on. */
function widen(db: DatabaseSync, table: string, name: string, from: Storage): void {
  const [at, column, wider] = [quoted(table), quoted(name), quoted("_millrace_wider")];
  const text =
    from === "BOOLEAN"
      ? `case ${column} when 0 then 'false' when 1 then 'true' end`
      : `cast(${column} as text)`;
  dropKeyIndexes(db, table);
  db.exec(`alter table ${at} add column ${wider} TEXT`);
  db.exec(`update ${at} set ${wider} = ${text} where ${column} is not null`);
  db.exec(`alter table ${at} drop column ${column}`);
  db.exec(`alter table ${at} rename column ${wider} to ${column}`);
}

const keyIndexPrefix = "_millrace_key_";

/** No column of an index can be dropped; the next merge makes it again. */
function dropKeyIndexes(db: DatabaseSync, table: string): void {
  for (const { name } of db.prepare("select name from pragma_index_list(?)").all(table))
    if (String(name).startsWith(keyIndexPrefix)) db.exec(`drop index ${quoted(String(name))}`);
}

/**
 * Makes the unique index that tells rows apart by key, unless there is one. Throws `NeedsAttention` when the table has several
 * rows of one key already.
 */
export function ensureKey(db: DatabaseSync, table: string, key: readonly string[]): void {
  if (hasUniqueIndex(db, table, key)) return;
  const count = `select 1 from ${quoted(table)} group by ${key.map(quoted).join(", ")} having count(*) > 1 limit 1`;
  if (db.prepare(count).get() !== undefined)
    throw new NeedsAttention(
      `The table ${table} has several rows with the same ${key.join(", ")}, so rows can't be merged by it. Remove them, or choose another target or key.`,
    );
  db.exec(
    `create unique index ${quoted(keyIndexPrefix + table)} on ${quoted(table)} (${key.map(quoted).join(", ")})`,
  );
}

function hasUniqueIndex(db: DatabaseSync, table: string, key: readonly string[]): boolean {
  const wanted = key.map(folded).toSorted().join("\n");
  const indexes = db
    .prepare(`select name from pragma_index_list(?) where "unique" = 1 and partial = 0`)
    .all(table);
  return indexes.some(({ name }) => {
    const columns = db.prepare("select name from pragma_index_info(?)").all(String(name));
    return (
      columns
        .map((column) => folded(String(column.name)))
        .toSorted()
        .join("\n") === wanted
    );
  });
}
