import { HttpProblem, type Authorized } from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { inTransaction, type Database } from "@millrace/platform/db";
import type { BackfillReport, BackfillRequest } from "../contract.ts";
import { addBackfillTimes, dropBackfillTime, nextBackfillTimes } from "../queries/backfill-times.ts";
import type { StoredConnection } from "../queries/connections.ts";
import { knownTimes } from "../queries/syncs.ts";
import type { Settling } from "../sync/settle-syncs.ts";
import { startSync } from "../sync/start-sync.ts";
import { planOfSchedule } from "./planned-times.ts";

/** Planned times of one request. */
const mostTimes = 500;

/**
 * Puts the planned times of a span that had no sync in line; they are started one after the other, oldest first. Throws
 * `HttpProblem` 422 for a connection without a schedule, and for a span of too many times.
 */
export async function backfill(
  context: Settling & { db: Database },
  actor: Authorized<"connect:write">,
  connection: StoredConnection,
  { from, until, preview }: BackfillRequest,
): Promise<BackfillReport> {
  const planned = plannedTimes(connection, from, until);
  const known = await knownTimes(context.db.pool, connection.id, planned);
  const report: BackfillReport = {
    planned: planned.filter((time) => !known.has(time)),
    started: [],
    known: [...known].toSorted(),
  };
  if (preview || report.planned.length === 0) return report;
  await inTransaction(context.db.pool, async (client) => {
    const detail = { from, until, times: report.planned.length };
    await recordAudit(client, { actor, action: "connection.backfill", subject: connection.id, detail });
    await addBackfillTimes(client, connection.id, report.planned, actor.name);
  });
  return { ...report, started: await startNextBackfills(context, connection.id) };
}

/** Starts the oldest time in line of each connection, or of one, that has its place free; resolves with the syncs' ids. */
export async function startNextBackfills(context: Settling, only: string | null): Promise<string[]> {
  const started: string[] = [];
  for (const { connectionId, name, plannedAt, askedBy } of await nextBackfillTimes(context.db.pool)) {
    if (only !== null && connectionId !== only) continue;
    const connection = { id: connectionId, name };
    try {
      started.push(
        await startSync(context, { connection, kind: "sync", plannedAt, replayOf: null, startedBy: askedBy }),
      );
    } catch (error) {
      // Another sync came first: this time stays in line.
      if (error instanceof HttpProblem && error.code === "sync_running") continue;
      throw error;
    }
    await dropBackfillTime(context.db.pool, connectionId, plannedAt);
  }
  return started;
}

function plannedTimes({ schedule, name }: StoredConnection, from: string, until: string): string[] {
  if (schedule === null)
    throw new HttpProblem(
      422,
      "no_schedule",
      `The connection ${name} has no schedule, so no times were planned.`,
      {
        action: "Give it a schedule first, or start single syncs with planned_at.",
      },
    );
  const times = planOfSchedule(schedule).newestWithin(Date.parse(from) - 1, Date.parse(until), mostTimes + 1);
  if (times.length > mostTimes)
    throw new HttpProblem(
      422,
      "too_many_times",
      `There are more than ${mostTimes} planned times between ${from} and ${until}.`,
      {
        field: "from",
        action: "Choose a shorter span.",
      },
    );
  return times.map((ms) => new Date(ms).toISOString());
}
