import { codeOf, NeedsAttention } from "@millrace/platform/errors";
import type { ClientBase } from "pg";
import type { Column } from "../../records/column.ts";
import { reservedPrefix } from "../target-names.ts";
import { quoted } from "./identifiers.ts";
import { qualified, type TableName } from "./table.ts";

const waiting: TableName = { schema: "pg_temp", table: `${reservedPrefix}rows` };
/** The row's place in its batch. */
const place = quoted(`${reservedPrefix}place`);

/**
 * Makes the table in which a batch waits to be merged, gone with the transaction: the row's place in the batch, then the columns
 * with the types the target has now.
 */
export async function makeWaitingTable(
  client: ClientBase,
  target: TableName,
  columns: readonly Column[],
): Promise<TableName> {
  const names = columns.map(({ name }) => quoted(name)).join(", ");
  await client.query(
    `create temp table ${quoted(waiting.table)} on commit drop as
     select 0::bigint as ${place}, ${names} from ${qualified(target)} with no data`,
  );
  return waiting;
}

/**
 * Puts the waiting rows in place of those with their keys, the last of several in a batch. A column the batch does not have
 * (`others`) gets its default: nothing of the replaced row is left.
 */
export async function mergeWaiting(
  client: ClientBase,
  merge: {
    from: TableName;
    to: TableName;
    columns: readonly Column[];
    others: readonly string[];
    key: readonly string[];
  },
): Promise<void> {
  const names = merge.columns.map(({ name }) => quoted(name));
  const key = merge.key.map(quoted);
  const changes = [
    ...names.filter((name) => !key.includes(name)).map((name) => `${name} = excluded.${name}`),
    ...merge.others.map((name) => `${quoted(name)} = default`),
  ];
  await client.query(
    `insert into ${qualified(merge.to)} (${names.join(", ")})
     select ${names.join(", ")} from (
       select distinct on (${key.join(", ")}) * from ${qualified(merge.from)} order by ${key.join(", ")}, ${place} desc
     ) as newest
     on conflict (${key.join(", ")}) do ${changes.length === 0 ? "nothing" : `update set ${changes.join(", ")}`}`,
  );
}

/**
 * Makes the unique index that tells rows apart by key, unless there is one. From Postgres 15 on, two rows without a value in
 * the key are one as well. Throws `NeedsAttention` when the table has several rows of one key already.
 */
export async function ensureKey(client: ClientBase, at: TableName, key: readonly string[]): Promise<void> {
  if (await hasUniqueIndex(client, at, key)) return;
  const columns = key.map(quoted).join(", ");
  try {
    await client.query(
      `create unique index on ${qualified(at)} (${columns})${(await isBefore15(client)) ? "" : " nulls not distinct"}`,
    );
  } catch (cause) {
    if (codeOf(cause) !== "23505") throw cause;
    throw new NeedsAttention(
      `The table ${at.schema}.${at.table} has several rows with the same ${key.join(", ")}, so rows can't be merged by it. Remove them, or choose another target or key.`,
      { cause },
    );
  }
}

async function hasUniqueIndex(client: ClientBase, at: TableName, key: readonly string[]): Promise<boolean> {
  const { rowCount } = await client.query(
    `select 1 from pg_index
     where indrelid = $1::regclass and indisunique and indisvalid and indpred is null and indexprs is null
       and (select array_agg(attname::text order by attname::text collate "C") from pg_attribute
            where attrelid = indrelid and attnum = any((indkey::int2[])[0:indnkeyatts - 1])) = $2::text[]`,
    [qualified(at), key.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))],
  );
  return (rowCount ?? 0) > 0;
}

async function isBefore15(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  );
  return Number(rows[0]?.version) < 150_000;
}
