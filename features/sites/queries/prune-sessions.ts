import type { Queryable } from "@millrace/platform/events";

/** How long answers and log of a session that has ended are kept, days; its report and measurements stay. */
const keptDays = 30;
/** Sessions whose rows go in one statement. */
const batchSize = 20;

/** Deletes what only a running session needs, and the logs nobody will read any more. */
export async function pruneSessions(db: Queryable): Promise<Record<string, number>> {
  const deleted = { site_answers: 0, site_session_log: 0 };
  for (;;) {
    const { rows } = await db.query(
      `select id from sites.session s
       where ended_at < now() - make_interval(days => ${keptDays})
         and (exists (select from sites.provider_answer a where a.session_id = s.id)
              or exists (select from sites.session_log l where l.session_id = s.id))
       limit ${batchSize}`,
    );
    const ids = (rows as { id: string }[]).map(({ id }) => id);
    if (ids.length === 0) return deleted;
    const { rowCount: answers } = await db.query(
      `delete from sites.provider_answer where session_id = any($1)`,
      [ids],
    );
    const { rowCount: lines } = await db.query(`delete from sites.session_log where session_id = any($1)`, [
      ids,
    ]);
    deleted.site_answers += answers ?? 0;
    deleted.site_session_log += lines ?? 0;
  }
}
