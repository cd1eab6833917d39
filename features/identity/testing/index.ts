import { newId } from "@millrace/platform/ids";
import type { Pool } from "pg";
import type { Permission } from "@millrace/platform/api";
import { tokenPrefix, type Role } from "../contract.ts";
import { insertPerson } from "../queries/people.ts";
import { insertSession } from "../queries/sessions.ts";
import { insertToken } from "../queries/tokens.ts";
import { newSecret } from "../secrets/secret.ts";

/** For tests: somebody new who is signed in. */
export interface SignedIn {
  personId: string;
  email: string;
  sessionId: string;
  /** Of every request of theirs, as a browser's page would send it. */
  headers: { cookie: string; "sec-fetch-site": "same-origin" };
}

/** Adds a person with a role and begins a session of theirs, without a password or a mail. */
export async function signInAs(pool: Pool, role: Role): Promise<SignedIn> {
  const email = `${role}-${newId()}@example.com`;
  const now = new Date();
  const wanted = { email, name: role, role, language: "en", passwordHash: null, hasJoined: true } as const;
  const person = await insertPerson(pool, wanted, now);
  if (person === null) throw new Error(`There is somebody ${email} already.`);
  const personId = person.id;
  return { personId, email, ...(await beginTestSession(pool, personId)) };
}

/** One more session of somebody. */
export async function beginTestSession(
  pool: Pool,
  personId: string,
): Promise<Pick<SignedIn, "sessionId" | "headers">> {
  const secret = newSecret();
  const facts = { method: "password", device: "test", address: "127.0.0.1" } as const;
  const sessionId = await insertSession(pool, { personId, tokenHash: secret.hash, ...facts }, new Date());
  return {
    sessionId,
    headers: { cookie: `__Host-millrace=${secret.text}`, "sec-fetch-site": "same-origin" },
  };
}

/** Headers of a program with an API token of somebody's. */
export async function tokenHeaders(
  pool: Pool,
  personId: string,
  scopes: readonly Permission[],
): Promise<{ authorization: string }> {
  const secret = newSecret(tokenPrefix);
  const expiresAt = new Date(Date.now() + 60_000);
  const token = { personId, name: "test", tokenHash: secret.hash, hint: "mrt_", scopes, expiresAt };
  await insertToken(pool, token, new Date());
  return { authorization: `Bearer ${secret.text}` };
}
