import { inTransaction } from "@millrace/platform/db";
import { NeedsAttention } from "@millrace/platform/errors";
import type { Secrets } from "@millrace/platform/secrets";
import type { Pool, PoolClient } from "pg";
import { z } from "zod";
import type { Login, LoginCookie, LoginStore } from "../providers/login-store.ts";
import { ProviderClosed } from "../providers/provider-closed.ts";
import { pauseProvider, readProviderStates } from "./provider-state.ts";

const cookies = z.array(
  z.object({
    name: z.string(),
    value: z.string(),
    host: z.string(),
    path: z.string(),
    expiresAt: z.string().nullable(),
  }),
);

export interface LoginStoreOptions {
  pool: Pool;
  /** Cookies are as good as the password: they are kept encrypted. */
  secrets: Secrets;
}

/**
 * Logins in Postgres. A sign-in that closes the provider pauses it before the lock is given back, so that those in line
 * throw the same and don't try the same password again.
 */
export function createLoginStore({ pool, secrets }: LoginStoreOptions): LoginStore {
  /** One renewal per provider and process: those who wait for the lock in this process hold no connection. */
  const renewing = new Map<string, Promise<Login>>();
  const current = (provider: string): Promise<Login | null> => readLogin(pool, secrets, provider);

  async function renewOnce(
    provider: string,
    generation: number,
    signIn: () => Promise<readonly LoginCookie[]>,
  ): Promise<Login> {
    const outcome = await inTransaction(pool, async (client) => {
      await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
        `sites.login ${provider}`,
      ]);
      await throwWhenPaused(client, provider);
      const known = await readLogin(client, secrets, provider);
      if (known !== null && known.generation > generation) return known;
      const fresh = await signIn().catch((error: unknown) => error);
      if (fresh instanceof ProviderClosed) {
        await pauseProvider(client, provider, { trouble: fresh.trouble, message: fresh.message });
        return fresh;
      }
      if (!Array.isArray(fresh)) throw fresh;
      return await keepLogin(client, secrets, { provider, cookies: cookies.parse(fresh) });
    });
    if (outcome instanceof ProviderClosed) throw outcome;
    return outcome;
  }

  return {
    current,
    async renew(provider, generation, signIn) {
      const ahead = renewing.get(provider);
      if (ahead !== undefined) {
        const login = await ahead;
        if (login.generation > generation) return login;
      }
      // Whoever woke first after that one has begun already.
      const running = renewing.get(provider) ?? renewOnce(provider, generation, signIn);
      renewing.set(provider, running);
      try {
        return await running;
      } finally {
        if (renewing.get(provider) === running) renewing.delete(provider);
      }
    },
  };
}

async function throwWhenPaused(client: PoolClient, provider: string): Promise<void> {
  const state = (await readProviderStates(client)).get(provider);
  if (state === undefined || state.paused_at === null || state.trouble === null) return;
  throw new ProviderClosed(provider, state.trouble, state.message ?? `${provider} is paused.`);
}

async function readLogin(db: Pool | PoolClient, secrets: Secrets, provider: string): Promise<Login | null> {
  const { rows } = await db.query<{ generation: number; cookies: string; signed_in_at: Date }>(
    "select generation, cookies, signed_in_at from sites.provider_login where provider = $1",
    [provider],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const opened = await secrets.resolve(sealedName(provider), row.cookies).catch((error: unknown) => {
    // Sealed under a key that is gone: the login is lost, and signing in again mends it.
    if (error instanceof NeedsAttention) return null;
    throw error;
  });
  const signedInAt = row.signed_in_at.toISOString();
  return {
    generation: row.generation,
    cookies: opened === null ? [] : cookies.parse(JSON.parse(opened)),
    signedInAt,
  };
}

async function keepLogin(
  client: PoolClient,
  secrets: Secrets,
  { provider, cookies: fresh }: { provider: string; cookies: LoginCookie[] },
): Promise<Login> {
  const sealed = await secrets.seal(sealedName(provider), JSON.stringify(fresh));
  const { rows } = await client.query<{ generation: number; signed_in_at: Date }>(
    `insert into sites.provider_login as login (provider, generation, cookies, signed_in_at)
     values ($1, 1, $2, clock_timestamp())
     on conflict (provider) do update
       set generation = login.generation + 1, cookies = excluded.cookies, signed_in_at = excluded.signed_in_at
     returning generation, signed_in_at`,
    [provider, sealed],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`the login of ${provider} was not written`);
  return { generation: row.generation, cookies: fresh, signedInAt: row.signed_in_at.toISOString() };
}

function sealedName(provider: string): string {
  return `sites.login.${provider}`;
}
