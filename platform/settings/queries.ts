import type { PoolClient } from "pg";
import type { Queryable } from "../events/index.ts";

/** One row of `millrace.setting`: either a value or, of a secret, an envelope or a reference. */
export interface KeptSetting {
  name: string;
  value: unknown;
  secret: string | null;
  updatedAt: Date;
  updatedBy: string;
}

export interface KeptSettings {
  version: string;
  byName: ReadonlyMap<string, KeptSetting>;
}

/** All of them and their version, as of one instant. */
export async function readKept(db: Queryable): Promise<KeptSettings> {
  const { rows } = await db.query(
    `select coalesce((select version from millrace.setting_version), 0)::text as version,
       (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'value', value, 'secret', secret,
         'updatedAt', updated_at, 'updatedBy', updated_by)), '[]') from millrace.setting) as settings`,
  );
  const [row] = rows as {
    version: string;
    settings: (Omit<KeptSetting, "updatedAt"> & { updatedAt: string })[];
  }[];
  const settings = (row?.settings ?? []).map((one) => ({ ...one, updatedAt: new Date(one.updatedAt) }));
  return { version: row?.version ?? "0", byName: new Map(settings.map((one) => [one.name, one])) };
}

/** The next version; until the transaction ends nobody else changes settings. */
export async function takeVersion(client: PoolClient): Promise<string> {
  const { rows } = await client.query<{ version: string }>(
    `insert into millrace.setting_version as v (version) values (1)
     on conflict (is_only) do update set version = v.version + 1 returning version::text`,
  );
  return rows[0]?.version ?? "0";
}

export async function keepValue(client: PoolClient, name: string, value: unknown, by: string): Promise<void> {
  await keep(client, name, JSON.stringify(value), null, by);
}

/** `secret` is an envelope or a reference. */
export async function keepSecret(
  client: PoolClient,
  name: string,
  secret: string,
  by: string,
): Promise<void> {
  await keep(client, name, null, secret, by);
}

export async function forget(client: PoolClient, name: string): Promise<void> {
  await client.query("delete from millrace.setting where name = $1", [name]);
}

async function keep(
  client: PoolClient,
  name: string,
  value: string | null,
  secret: string | null,
  by: string,
): Promise<void> {
  await client.query(
    `insert into millrace.setting (name, value, secret, updated_by) values ($1, $2::jsonb, $3, $4)
     on conflict (name) do update set value = excluded.value, secret = excluded.secret, updated_at = now(),
       updated_by = excluded.updated_by`,
    [name, value, secret, by],
  );
}

/** Rotation waits for those who encrypt at this moment, and they for it; ends with the transaction. */
export async function lockSecrets(client: PoolClient, how: "to encrypt" | "to rotate"): Promise<void> {
  const lock = how === "to rotate" ? "pg_advisory_xact_lock" : "pg_advisory_xact_lock_shared";
  await client.query(`select ${lock}(hashtext('millrace.secrets'))`);
}
