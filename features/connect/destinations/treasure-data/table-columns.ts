import { NeedsAttention } from "@millrace/platform/errors";
import type { Column, ColumnType } from "../../records/column.ts";
import type { SchemaEntry, TreasureDataApi } from "./api.ts";
import { timeColumn } from "./message-pack/encode-rows.ts";

/** What SQL at Treasure Data makes of the values, as `encodeRows` writes them. */
const types: Readonly<Record<ColumnType, string>> = {
  boolean: "string",
  integer: "long",
  number: "double",
  decimal: "string",
  text: "string",
  timestamp: "string",
  date: "string",
  json: "string",
};
/** Every type reads what those before it hold. */
const widths: Readonly<Record<string, number>> = { int: 0, long: 1, float: 2, double: 3, string: 4 };

/** The columns SQL sees of one table. Rows hold what they hold: without an entry in the schema nobody can select it. */
export interface TableColumns {
  /** Adds those that are missing, and widens those that can't read what comes. One after the other, however many ask at once. */
  ensure(columns: readonly Column[], signal: AbortSignal): Promise<void>;
}

export function tableColumns(api: TreasureDataApi, at: { database: string; table: string }): TableColumns {
  /** Null: not read yet, or no longer sure. */
  let known: ReadonlyMap<string, string> | null = null;
  let queue = Promise.resolve();

  const ensure = async (wanted: readonly SchemaEntry[], signal: AbortSignal): Promise<void> => {
    if (known !== null && wanted.every(([name, type]) => canRead(known?.get(name), type))) return;
    const schema = await readSchema(api, at, signal);
    const present = typesOf(schema);
    known = null;
    await append(
      wanted.filter(([name]) => !present.has(name)),
      signal,
    );
    const isNarrow = wanted.some(([name, type]) => present.has(name) && !canRead(present.get(name), type));
    const wide = isNarrow ? widened(await readSchema(api, at, signal), wanted) : schema;
    if (isNarrow) await api.replaceSchema(at, wide, signal);
    known = typesOf([...wanted, ...wide]);
  };

  /** Somebody else may have added a column meanwhile, or we before a crash: then it is refused, and there. */
  const append = async (added: readonly SchemaEntry[], signal: AbortSignal): Promise<void> => {
    if (added.length === 0) return;
    const move = await api.appendSchema(at, added, signal);
    if (move === "done") return;
    const present = new Set((await readSchema(api, at, signal)).map(([name]) => name));
    const missing = added.filter(([name]) => !present.has(name));
    if (missing.length < added.length) return append(missing, signal);
    throw new NeedsAttention(
      `Treasure Data did not add the column ${missing[0]?.[0]} to the table ${at.table}: ${move.refused}. Add it there, or leave the field out.`,
      { facts: { table: at.table, column: missing[0]?.[0] ?? null } },
    );
  };

  return {
    ensure: (columns, signal) => {
      const wanted = columns
        .filter(({ name }) => name !== timeColumn)
        .map(({ name, type }) => [name, types[type]] as const);
      const turn = queue.then(() => ensure(wanted, signal));
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}

async function readSchema(
  api: TreasureDataApi,
  at: { database: string; table: string },
  signal: AbortSignal,
): Promise<SchemaEntry[]> {
  const schema = await api.readSchema(at, signal);
  if (schema !== null) return schema;
  throw new NeedsAttention(
    `The table ${at.table} of the database ${at.database} is gone while rows are sent to it. Start the sync again.`,
    { facts: { ...at } },
  );
}

/** A type that is none of ours (an array) is left to who chose it. */
function canRead(have: string | undefined, need: string): boolean {
  if (have === undefined) return false;
  return (widths[have] ?? Number.POSITIVE_INFINITY) >= (widths[need] ?? 0);
}

/** The whole schema, whatever else its entries hold, with the types that are needed where those there can't read them. */
function widened(schema: readonly SchemaEntry[], wanted: readonly SchemaEntry[]): SchemaEntry[] {
  const needed = typesOf(wanted);
  return schema.map((entry) => {
    const [name, type, ...more] = entry;
    const need = needed.get(name);
    return need === undefined || canRead(type, need) ? entry : [name, need, ...more];
  });
}

const typesOf = (schema: readonly SchemaEntry[]): ReadonlyMap<string, string> =>
  new Map(schema.map(([name, type]) => [name, type]));
