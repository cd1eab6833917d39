import type { Pool } from "pg";
import type { Actor } from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { messageOf } from "@millrace/platform/errors";

/** What somebody does to the house, for the audit trail. */
export interface Act {
  /** noun.verb ("run.cancel"). */
  action: string;
  subject: string | null;
  detail?: Readonly<Record<string, unknown>>;
}

/**
 * Does what an operator asked for, and keeps who asked for it. The entry is committed before the act, which reaches
 * further than one transaction: a crash in between leaves an entry of what was asked for and not done, never an act
 * without its entry. A refusal or fault adds an entry that says so.
 */
export async function audited<Result>(
  pool: Pool,
  actor: Actor,
  { action, subject, detail = {} }: Act,
  act: () => Promise<Result>,
): Promise<Result> {
  await recordAudit(pool, { actor, action, subject, detail });
  try {
    return await act();
  } catch (error) {
    const reason = messageOf(error);
    await recordAudit(pool, { actor, action: `${action}_failed`, subject, detail: { ...detail, reason } });
    throw error;
  }
}
