import { publishEvents, type Queryable } from "@millrace/platform/events";
import { siteEvents, type Session } from "../contract.ts";
import { describeSession } from "../pipeline/describe-session.ts";
import { getSession } from "../queries/sessions.ts";

/** Tells live pages how a session stands; called from its own runs, so it is running unless its provider is shut. */
export async function publishSession(db: Queryable, id: string): Promise<void> {
  const stored = await getSession(db, id);
  if (stored === null) return;
  const { closed } = stored;
  const status = closed === null ? "running" : "paused";
  const payload = describeSession(stored, { status, endedAt: null, message: closed });
  await publishEvents(db, [{ type: siteEvents.session, subject: id, payload }]);
}

/** The same of a session as it is known to the caller. */
export async function publishEnd(db: Queryable, payload: Session): Promise<void> {
  await publishEvents(db, [{ type: siteEvents.session, subject: payload.id, payload }]);
}
