import type { Engine } from "@millrace/engine";
import { pageCursor, type Database } from "@millrace/platform/db";
import { z } from "zod";
import type { Session, SessionStatus, Workspace } from "../contract.ts";
import { describeSession, type SessionRun, type StoredSession } from "../pipeline/describe-session.ts";
import { getSession, listSessions, type SessionPlace } from "./sessions.ts";

type RunsOf = Pick<Engine, "list">;

/** Sessions looked at in one go while those of one status are sought. */
const batchSize = 100;

/** A session as the API shows it, or null. */
export async function readSession(db: Database, engine: RunsOf, id: string): Promise<Session | null> {
  const stored = await getSession(db.pool, id);
  if (stored === null) return null;
  const [described] = await describeAll(engine, [{ session: stored }]);
  return described?.session ?? null;
}

const sessionCursor = pageCursor<SessionPlace>(
  z.object({ created_us: z.int().nonnegative(), id: z.string().regex(/^[\x21-\x7e]{1,300}$/u) }),
);

export interface SessionFilter {
  workspace?: Workspace | undefined;
  status?: SessionStatus | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Newest first. */
export async function readSessions(
  db: Database,
  engine: RunsOf,
  filter: SessionFilter,
): Promise<{ items: Session[]; next_cursor: string | null }> {
  const { limit } = filter;
  const found = await findSessions(db, engine, filter);
  const kept = found.slice(0, limit);
  const last = found.length > limit ? kept.at(-1) : undefined;
  return {
    items: kept.map(({ session }) => session),
    next_cursor: last === undefined ? null : sessionCursor.encode(last.place),
  };
}

/** One more than asked for when there are more. Only the engine knows which of those that did not succeed are in a status. */
async function findSessions(
  db: Database,
  engine: RunsOf,
  { status, limit, workspace, cursor }: SessionFilter,
): Promise<{ session: Session; place: SessionPlace }[]> {
  const succeeded = status === undefined ? null : status === "succeeded";
  const asked = Math.max(batchSize, limit + 1);
  const found: { session: Session; place: SessionPlace }[] = [];
  let after = sessionCursor.decode(cursor);
  for (;;) {
    const page = await listSessions(db, { workspace: workspace ?? null, succeeded, after, limit: asked });
    const described = await describeAll(engine, page);
    found.push(...described.filter(({ session }) => status === undefined || session.status === status));
    after = page.at(-1)?.place ?? null;
    if (found.length > limit || page.length < asked || after === null) return found;
  }
}

/** Each as its run is at this moment. */
async function describeAll<Row extends { session: StoredSession }>(
  engine: RunsOf,
  rows: readonly Row[],
): Promise<(Omit<Row, "session"> & { session: Session })[]> {
  const open = rows.filter(({ session }) => session.outcome !== "succeeded").map(({ session }) => session.id);
  const { items } =
    open.length === 0 ? { items: [] } : await engine.list({ runIds: open, limit: open.length });
  const runs = new Map(
    items.map(({ runId, status, endedAt, error }): [string, SessionRun] => [
      runId,
      { status, endedAt, message: error?.message ?? null },
    ]),
  );
  return rows.map((row) => ({
    ...row,
    session: describeSession(row.session, runs.get(row.session.id) ?? null),
  }));
}
