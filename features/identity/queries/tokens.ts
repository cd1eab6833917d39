import { newId } from "@millrace/platform/ids";
import type { ApiToken } from "../contract.ts";
import type { Holder } from "./sessions.ts";
import { isoTime, type Sql } from "./sql.ts";

const columns = `id, name, hint, scopes, ${isoTime("created_at")} as created_at,
  ${isoTime("expires_at")} as expires_at, ${isoTime("last_used_at")} as last_used_at`;

export interface StoredToken {
  personId: string;
  name: string;
  tokenHash: string;
  hint: string;
  scopes: readonly string[];
  expiresAt: Date;
}

export async function insertToken(sql: Sql, token: StoredToken, now: Date): Promise<ApiToken> {
  const { personId, name, tokenHash, hint, scopes, expiresAt } = token;
  const { rows } = await sql.query<ApiToken>(
    `insert into identity.api_token (id, person_id, name, token_hash, hint, scopes, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${columns}`,
    [newId(), personId, name, tokenHash, hint, scopes, now, expiresAt],
  );
  const [made] = rows;
  if (made === undefined) throw new Error("An inserted token came back without its row.");
  return made;
}

/** Whose token has this hash and holds at this instant; notes that it was used, to the minute. */
export async function findToken(sql: Sql, tokenHash: string, now: Date): Promise<Holder | null> {
  const { rows } = await sql.query<Holder>(
    `with found as (
       select t.id as "credentialId", p.id as "personId", t.name, p.email, p.role, p.language, t.scopes,
         extract(epoch from t.expires_at)::float8 * 1000 as "expiresAtMs"
       from identity.api_token t join identity.person p on p.id = t.person_id
       where t.token_hash = $1 and t.expires_at > $2
     ), used as (
       update identity.api_token set last_used_at = $2
       where id = (select "credentialId" from found)
         and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')
     )
     select * from found`,
    [tokenHash, now],
  );
  return rows[0] ?? null;
}

/** A person's tokens, newest first, ended ones too: they say why a program stopped. */
export async function listTokens(sql: Sql, personId: string): Promise<ApiToken[]> {
  const { rows } = await sql.query<ApiToken>(
    `select ${columns} from identity.api_token where person_id = $1 order by api_token.created_at desc, id`,
    [personId],
  );
  return rows;
}

/** Ends one token of a person; null when they have no such token. */
export async function deleteToken(sql: Sql, personId: string, id: string): Promise<ApiToken | null> {
  const { rows } = await sql.query<ApiToken>(
    `delete from identity.api_token where person_id = $1 and id = $2 returning ${columns}`,
    [personId, id],
  );
  return rows[0] ?? null;
}

/** Ids of a person's tokens, which end with the person. */
export async function tokenIdsOf(sql: Sql, personId: string): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>("select id from identity.api_token where person_id = $1", [
    personId,
  ]);
  return rows.map((row) => row.id);
}
