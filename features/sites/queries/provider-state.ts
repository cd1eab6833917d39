import type { Queryable } from "@millrace/platform/events";
import type { ProviderTrouble } from "../contract.ts";

export interface StoredProviderState {
  provider: string;
  trouble: ProviderTrouble | null;
  message: string | null;
  paused_at: Date | null;
}

/** Those that were ever paused, by provider. */
export async function readProviderStates(db: Queryable): Promise<Map<string, StoredProviderState>> {
  const { rows } = await db.query(`select provider, trouble, message, paused_at from sites.provider_state`);
  return new Map((rows as StoredProviderState[]).map((row) => [row.provider, row]));
}

/** Leaves a provider alone until a person has looked; the first reason stays. Resolves with whether it was open before. */
export async function pauseProvider(
  db: Queryable,
  provider: string,
  reason: { trouble: ProviderTrouble | null; message: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into sites.provider_state (provider, trouble, message, paused_at) values ($1, $2, $3, now())
     on conflict (provider) do update set trouble = excluded.trouble, message = excluded.message, paused_at = now()
     where sites.provider_state.paused_at is null`,
    [provider, reason.trouble, reason.message],
  );
  return rowCount === 1;
}

/** A person says that what was in the way is gone. Resolves with whether it was paused. */
export async function resumeProvider(db: Queryable, provider: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update sites.provider_state set trouble = null, message = null, paused_at = null
     where provider = $1 and paused_at is not null`,
    [provider],
  );
  return rowCount === 1;
}
