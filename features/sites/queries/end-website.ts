import type { Queryable } from "@millrace/platform/events";
import { addTallies, type MeasuredOutcome, type SessionTally } from "../pipeline/session-tally.ts";

/** A website of a session is done: its row says so, and its worker's tally counts it. Call it with the measurement's save. */
export async function endWebsite(
  client: Queryable,
  at: { sessionId: string; position: number; worker: number },
  { measurementId, outcome, tally }: { measurementId: string; outcome: MeasuredOutcome; tally: SessionTally },
): Promise<void> {
  const { rows } = await client.query(
    `with done as (
       update sites.session_website set done_at = now(), outcome = $3, measurement_id = $4
       where session_id = $1 and position = $2
     )
     select tally from sites.session_worker where session_id = $1 and worker = $5 for update`,
    [at.sessionId, at.position, outcome, measurementId, at.worker],
  );
  const [row] = rows as { tally: SessionTally }[];
  if (row === undefined) return;
  await client.query(
    `update sites.session_worker set tally = $3::jsonb, done = done + 1 where session_id = $1 and worker = $2`,
    [at.sessionId, at.worker, JSON.stringify(addTallies(row.tally, tally))],
  );
}
