import { newId } from "@millrace/platform/ids";
import type { Language } from "../contract.ts";
import type { Sql } from "./sql.ts";

export type LinkKind = "setup" | "sign-in" | "invitation";

export interface NewLink {
  kind: LinkKind;
  personId: string | null;
  baseUrl: string;
  language: Language;
  expiresAt: Date;
}

/** A one-time link as it is kept. */
export interface StoredLink {
  id: string;
  kind: LinkKind;
  personId: string | null;
  baseUrl: string;
  language: Language;
}

const columns = `id, kind, person_id as "personId", base_url as "baseUrl", language`;

/** Returns its id; it opens nothing until a token is added. */
export async function insertLink(sql: Sql, link: NewLink, now: Date): Promise<string> {
  const id = newId();
  await sql.query(
    `insert into identity.link (id, kind, person_id, token_hashes, base_url, language, created_at, expires_at)
     values ($1, $2, $3, '{}', $4, $5, $6, $7)`,
    [id, link.kind, link.personId, link.baseUrl, link.language, now, link.expiresAt],
  );
  return id;
}

/** Lets one more token open a link; false when the link is gone: used, or ended. */
export async function addLinkToken(sql: Sql, id: string, tokenHash: string, now: Date): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update identity.link set token_hashes = token_hashes || $2::text where id = $1 and expires_at > $3`,
    [id, tokenHash, now],
  );
  return rowCount === 1;
}

export async function getLink(sql: Sql, id: string): Promise<StoredLink | null> {
  const { rows } = await sql.query<StoredLink>(`select ${columns} from identity.link where id = $1`, [id]);
  return rows[0] ?? null;
}

/** Uses a link up: of two who come with it at once, one gets it. */
export async function takeLink(
  sql: Sql,
  tokenHash: string,
  kinds: readonly LinkKind[],
  now: Date,
): Promise<StoredLink | null> {
  const { rows } = await sql.query<StoredLink>(
    `delete from identity.link where token_hashes @> array[$1::text] and kind = any($2::text[]) and expires_at > $3
     returning ${columns}`,
    [tokenHash, kinds, now],
  );
  return rows[0] ?? null;
}

/** Ends every link of a kind, or those for one person. */
export async function endLinks(sql: Sql, kind: LinkKind, personId: string | null): Promise<void> {
  await sql.query("delete from identity.link where kind = $1 and ($2::uuid is null or person_id = $2)", [
    kind,
    personId,
  ]);
}
