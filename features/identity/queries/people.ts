import { newId } from "@millrace/platform/ids";
import type { Language, Person, Role } from "../contract.ts";
import { isoTime, type Sql } from "./sql.ts";

const columns = `id, email, name, role, language, password_hash is not null as has_password,
  case when joined_at is null then 'invited' else 'active' end as status,
  ${isoTime("created_at")} as created_at, ${isoTime("last_seen_at")} as last_seen_at`;

export interface NewPerson {
  email: string;
  name: string | null;
  role: Role;
  language: Language;
  passwordHash: string | null;
  /** false: invited. */
  hasJoined: boolean;
}

/** Adds a person, or answers null when somebody has the address. */
export async function insertPerson(sql: Sql, person: NewPerson, now: Date): Promise<Person | null> {
  const { email, name, role, language, passwordHash, hasJoined } = person;
  const { rows } = await sql.query<Person>(
    `insert into identity.person (id, email, name, role, language, password_hash, created_at, joined_at)
     values ($1, $2, $3, $4, $5, $6, $7, case when $8 then $7::timestamptz end)
     on conflict (email) do nothing returning ${columns}`,
    [newId(), email, name, role, language, passwordHash, now, hasJoined],
  );
  return rows[0] ?? null;
}

export async function getPerson(sql: Sql, id: string): Promise<Person | null> {
  const { rows } = await sql.query<Person>(`select ${columns} from identity.person where id = $1`, [id]);
  return rows[0] ?? null;
}

export async function findPerson(sql: Sql, email: string): Promise<Person | null> {
  const { rows } = await sql.query<Person>(`select ${columns} from identity.person where email = $1`, [
    email,
  ]);
  return rows[0] ?? null;
}

/** The stored password of a person who has joined; null when there is no such person or no password. */
export async function readPasswordHash(
  sql: Sql,
  email: string,
): Promise<{ id: string; hash: string } | null> {
  const { rows } = await sql.query<{ id: string; hash: string }>(
    `select id, password_hash as hash from identity.person
     where email = $1 and password_hash is not null and joined_at is not null`,
    [email],
  );
  return rows[0] ?? null;
}

/** People by address, after `afterEmail`. */
export async function listPeople(sql: Sql, afterEmail: string | null, limit: number): Promise<Person[]> {
  const { rows } = await sql.query<Person>(
    `select ${columns} from identity.person where $1::text is null or email > $1 order by email limit $2`,
    [afterEmail, limit],
  );
  return rows;
}

export async function setRole(sql: Sql, id: string, role: Role): Promise<void> {
  await sql.query("update identity.person set role = $2 where id = $1", [id, role]);
}

export async function setPassword(sql: Sql, id: string, passwordHash: string): Promise<void> {
  await sql.query("update identity.person set password_hash = $2 where id = $1", [id, passwordHash]);
}

/** Somebody invited is here: keeps the name they gave, if they gave one. */
export async function joinPerson(sql: Sql, id: string, name: string | null, now: Date): Promise<void> {
  await sql.query(
    "update identity.person set name = coalesce($2, name), joined_at = coalesce(joined_at, $3) where id = $1",
    [id, name, now],
  );
}

export async function deletePerson(sql: Sql, id: string): Promise<void> {
  await sql.query("delete from identity.person where id = $1", [id]);
}

/** Ids of the owners who have joined, locked until the transaction ends: two of them can't remove each other. */
export async function lockOwners(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    "select id from identity.person where role = 'owner' and joined_at is not null order by id for update",
  );
  return rows.map((row) => row.id);
}

export async function hasOwner(sql: Sql): Promise<boolean> {
  const { rows } = await sql.query<{ found: boolean }>(
    "select exists (select from identity.person where role = 'owner' and joined_at is not null) as found",
  );
  return rows[0]?.found === true;
}
