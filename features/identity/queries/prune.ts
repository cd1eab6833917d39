import { idleMs } from "./sessions.ts";
import type { Sql } from "./sql.ts";

/** Tokens that ended are listed for a while, so that one can see why a program stopped. */
const keepEndedTokensMs = 90 * 86_400_000;

/** Deletes what opens nothing any more; returns how many rows of each. The audit trail keeps that it was there. */
export async function pruneIdentity(sql: Sql, now: Date): Promise<Record<string, number>> {
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  const sessions = await sql.query(
    "delete from identity.session where expires_at <= $1 or last_seen_at <= $2",
    [now, before(idleMs)],
  );
  const links = await sql.query("delete from identity.link where expires_at <= $1", [now]);
  const tokens = await sql.query("delete from identity.api_token where expires_at <= $1", [
    before(keepEndedTokensMs),
  ]);
  const attempts = await sql.query("delete from identity.attempt where window_ends_at <= $1", [now]);
  return {
    sessions: sessions.rowCount ?? 0,
    links: links.rowCount ?? 0,
    tokens: tokens.rowCount ?? 0,
    attempts: attempts.rowCount ?? 0,
  };
}
