import { newId } from "@millrace/platform/ids";
import type { Language, Role, Session } from "../contract.ts";
import { isoTime, type Sql } from "./sql.ts";

/** A session ends when it is not used for this long… */
export const idleMs = 7 * 86_400_000;
/** …and this long after it began, however much it is used. */
export const absoluteMs = 30 * 86_400_000;
/** "Last seen" is kept to the minute, or every request would be a write. */
const seenEveryMs = 60_000;

export type SignInMethod = Session["method"];

export interface NewSession {
  personId: string;
  tokenHash: string;
  method: SignInMethod;
  device: string;
  address: string;
}

/** The person behind a credential, as the door needs them. */
export interface Holder {
  /** Of the session or the token. */
  credentialId: string;
  personId: string;
  name: string | null;
  email: string;
  role: Role;
  language: Language;
  /** null: a session, which has all of the role's. */
  scopes: string[] | null;
  /** Milliseconds since the epoch. */
  expiresAtMs: number;
}

/** Returns its id. */
export async function insertSession(sql: Sql, session: NewSession, now: Date): Promise<string> {
  const { personId, tokenHash, method, device, address } = session;
  const id = newId();
  const expiresAt = new Date(now.getTime() + absoluteMs);
  await sql.query(
    `insert into identity.session
       (id, token_hash, person_id, method, device, address, created_at, last_seen_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7, $8)`,
    [id, tokenHash, personId, method, device, address, now, expiresAt],
  );
  return id;
}

/** Whose session has this hash and holds at this instant; notes that it was seen, and from where. */
export async function findSession(
  sql: Sql,
  tokenHash: string,
  address: string,
  now: Date,
): Promise<Holder | null> {
  const { rows } = await sql.query<Holder>(
    `with found as (
       select s.id as "credentialId", p.id as "personId", p.name, p.email, p.role, p.language,
         null::text[] as scopes, extract(epoch from s.expires_at)::float8 * 1000 as "expiresAtMs"
       from identity.session s join identity.person p on p.id = s.person_id
       where s.token_hash = $1 and s.expires_at > $2 and s.last_seen_at > $3
     ), seen as (
       update identity.session set last_seen_at = $2, address = $4
       where id = (select "credentialId" from found) and last_seen_at < $5
       returning person_id
     ), person_seen as (
       update identity.person set last_seen_at = $2 where id = (select person_id from seen)
     )
     select * from found`,
    [tokenHash, now, before(now, idleMs), address, before(now, seenEveryMs)],
  );
  return rows[0] ?? null;
}

/** A person's sessions that hold, the one seen last first. */
export async function listSessions(
  sql: Sql,
  personId: string,
  currentId: string | null,
  now: Date,
): Promise<Session[]> {
  const { rows } = await sql.query<Session>(
    `select id, coalesce(id = $2, false) as is_current, method, device, address, ${isoTime("created_at")} as created_at,
       ${isoTime("last_seen_at")} as last_seen_at, ${isoTime("expires_at")} as expires_at
     from identity.session where person_id = $1 and expires_at > $3 and last_seen_at > $4
     order by session.last_seen_at desc, id`,
    [personId, currentId, now, before(now, idleMs)],
  );
  return rows;
}

/** When and how a session began, milliseconds since the epoch. */
export async function getSessionStart(
  sql: Sql,
  id: string,
): Promise<{ method: SignInMethod; createdAtMs: number } | null> {
  const { rows } = await sql.query<{ method: SignInMethod; createdAtMs: number }>(
    `select method, extract(epoch from created_at)::float8 * 1000 as "createdAtMs" from identity.session where id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** Gives a session another secret and another id, which it returns: what the old ones opened ends. */
export async function rotateSession(sql: Sql, id: string, tokenHash: string): Promise<string> {
  const next = newId();
  await sql.query("update identity.session set id = $3, token_hash = $2 where id = $1", [
    id,
    tokenHash,
    next,
  ]);
  return next;
}

/** Ends one session of a person; false when they have no such session. */
export async function deleteSession(sql: Sql, personId: string, id: string): Promise<boolean> {
  const { rowCount } = await sql.query("delete from identity.session where person_id = $1 and id = $2", [
    personId,
    id,
  ]);
  return rowCount === 1;
}

/** Ends all sessions of a person except one; returns their ids. */
export async function deleteSessions(sql: Sql, personId: string, exceptId: string | null): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    "delete from identity.session where person_id = $1 and id is distinct from $2 returning id",
    [personId, exceptId],
  );
  return rows.map((row) => row.id);
}

/** Which of these sessions and tokens still hold. */
export async function findHolding(sql: Sql, ids: readonly string[], now: Date): Promise<Set<string>> {
  const { rows } = await sql.query<{ id: string }>(
    `select id from identity.session where id = any($1::uuid[]) and expires_at > $2
     union all select id from identity.api_token where id = any($1::uuid[]) and expires_at > $2`,
    [ids, now],
  );
  return new Set(rows.map((row) => row.id));
}

function before(now: Date, ms: number): Date {
  return new Date(now.getTime() - ms);
}
