import { NeedsAttention } from "@millrace/platform/errors";
import type { ClientBase } from "pg";
import { quoted } from "./identifiers.ts";
import { qualified, readTable, type TableName } from "./table.ts";

/**
 * Puts a staged table in the target's place, within the caller's transaction; answers with its rows. Whoever could read or write
 * the old table can do so with the new one. Without a staged table (nothing was delivered) the target is emptied.
 */
export async function swapIn(client: ClientBase, stage: TableName, target: TableName): Promise<number> {
  const hasOld = (await readTable(client, target)) !== null;
  if ((await readTable(client, stage)) === null) {
    if (hasOld) await client.query(`truncate table ${qualified(target)}`);
    return 0;
  }
  const { rows } = await client.query<{ rows: string }>(`select count(*) as rows from ${qualified(stage)}`);
  if (hasOld) {
    await copyGrants(client, target, stage);
    await client.query(`drop table ${qualified(target)}`);
  }
  await client.query(`alter table ${qualified(stage)} rename to ${quoted(target.table)}`);
  return Number(rows[0]?.rows);
}

/**
 * Throws `NeedsAttention` for a target that another table can't stand in for: what is no ordinary table, what others are built
 * on, and row security, which would be gone.
 */
export async function refuseIrreplaceable(client: ClientBase, target: TableName): Promise<void> {
  if ((await readTable(client, target)) === null) return;
  const { rows } = await client.query<{ reason: string | null }>(
    `select case
         when relkind = 'p' then 'it is partitioned'
         when relrowsecurity then 'it has row security'
         else coalesce(
           (select 'the view ' || ev_class::regclass || ' reads it' from pg_depend
              join pg_rewrite on pg_rewrite.oid = objid and classid = 'pg_rewrite'::regclass
            where refclassid = 'pg_class'::regclass and refobjid = pg_class.oid and ev_class <> pg_class.oid limit 1),
           (select 'the table ' || conrelid::regclass || ' refers to it' from pg_constraint
            where confrelid = pg_class.oid and contype = 'f' and conrelid <> pg_class.oid limit 1))
       end as reason
     from pg_class where oid = $1::regclass`,
    [qualified(target)],
  );
  const reason = rows[0]?.reason ?? null;
  if (reason !== null)
    throw new NeedsAttention(
      `The table ${target.schema}.${target.table} can't be replaced by a new one: ${reason}. Change that, choose another target, or append or merge instead.`,
    );
}

async function copyGrants(client: ClientBase, from: TableName, to: TableName): Promise<void> {
  const { rows } = await client.query<{ grant: string }>(
    `select format('grant %s on table %s to %s%s', privilege_type, $2::text,
         case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end,
         case when is_grantable then ' with grant option' else '' end) as grant
     from pg_class, aclexplode(relacl)
     where pg_class.oid = $1::regclass and grantee <> relowner`,
    [qualified(from), qualified(to)],
  );
  for (const { grant } of rows) await client.query(grant);
}
