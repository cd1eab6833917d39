import type { Actor } from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { messageOf } from "@millrace/platform/errors";
import type { Queryable } from "@millrace/platform/events";

/** What somebody does, for the audit trail. */
export interface Act {
  /** noun.verb ("session.start"). */
  action: string;
  subject: string | null;
  detail?: Readonly<Record<string, unknown>>;
}

/**
 * Does what somebody asked for and keeps who asked. The entry is committed before the act, which reaches further than one
 * transaction: a crash in between leaves an entry of what was not done, never an act without its entry.
 */
export async function audited<Result>(
  db: Queryable,
  actor: Actor,
  { action, subject, detail = {} }: Act,
  act: () => Promise<Result>,
): Promise<Result> {
  await recordAudit(db, { actor, action, subject, detail });
  try {
    return await act();
  } catch (error) {
    const reason = messageOf(error);
    await recordAudit(db, { actor, action: `${action}_failed`, subject, detail: { ...detail, reason } });
    throw error;
  }
}
