import type { Queryable } from "@millrace/platform/events";
import type { WorkerActivity } from "../contract.ts";

/** What workers of a session are doing now; those that are still at the same keep since when. */
export async function noteActivities(
  db: Queryable,
  sessionId: string,
  activities: ReadonlyMap<number, Pick<WorkerActivity, "state" | "domain" | "doing">>,
): Promise<void> {
  const rows = [...activities].map(([worker, activity]) => ({ worker, ...activity }));
  await db.query(
    `update sites.session_worker w
     set state = now_at.state, domain = now_at.domain, doing = now_at.doing, since = now()
     from jsonb_to_recordset($2::jsonb) as now_at(worker smallint, state text, domain text, doing text)
     where w.session_id = $1 and w.worker = now_at.worker
       and (w.state, w.domain, w.doing) is distinct from (now_at.state, now_at.domain, now_at.doing)`,
    [sessionId, JSON.stringify(rows)],
  );
}
