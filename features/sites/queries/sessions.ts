import type { Database } from "@millrace/platform/db";
import type { Queryable } from "@millrace/platform/events";
import type { StoredSession } from "../pipeline/describe-session.ts";
import type { Workspace } from "../contract.ts";
import { isoTime } from "./iso-time.ts";

/** How far back the rate of a running session looks. */
const rateMinutes = 5;

const selectSessions = `
  select s.id, s.workspace, s.provider, s.selection, s.workers, s.priority, s.remeasure_after_hours, s.metrics, s.started_by,
         ${isoTime("s.created_at")} as created_at,
         ${isoTime("s.started_at")} as started_at,
         ${isoTime("s.ended_at")} as ended_at,
         s.outcome, s.message, s.fresh,
         (extract(epoch from s.created_at) * 1000000)::float8 as created_us,
         extract(epoch from coalesce(s.ended_at, now()) - s.started_at)::float8 as lasted_s,
         (select count(*)::int from sites.session_website w where w.session_id = s.id and w.done_at is null) as left,
         (select coalesce(jsonb_agg(jsonb_build_object(
                   'worker', k.worker, 'state', k.state, 'domain', k.domain, 'doing', k.doing,
                   'since', ${isoTime("k.since")}, 'done', k.done, 'tally', k.tally) order by k.worker), '[]')
          from sites.session_worker k where k.session_id = s.id) as seats,
         (select jsonb_build_object('count', count(*), 'since_s', extract(epoch from now() - min(w.done_at)))
          from sites.session_website w
          where w.session_id = s.id and w.done_at > now() - interval '${rateMinutes} minutes') as recent,
         (select coalesce(p.message, 'The provider is paused.') from sites.provider_state p
          where p.provider = s.provider and p.paused_at is not null) as closed
  from sites.session s`;

type SessionRow = StoredSession & { created_us: number };

export async function getSession(db: Queryable, id: string): Promise<StoredSession | null> {
  const { rows } = await db.query(`${selectSessions} where s.id = $1`, [id]);
  const [row] = rows as SessionRow[];
  return row === undefined ? null : toStored(row);
}

/** Where a page of sessions ended; the time in microseconds, as the database keeps it. */
export interface SessionPlace {
  created_us: number;
  id: string;
}

/** Newest first, after a place; those that succeeded, those that did not, or all (null). */
export async function listSessions(
  db: Database,
  filter: {
    workspace: Workspace | null;
    succeeded: boolean | null;
    after: SessionPlace | null;
    limit: number;
  },
): Promise<{ session: StoredSession; place: SessionPlace }[]> {
  const { rows } = await db.pool.query<SessionRow>(
    `${selectSessions}
     where ($1::text is null or s.workspace = $1)
       and ($2::boolean is null or (s.outcome is not distinct from 'succeeded') = $2)
       and ($3::float8 is null
            or (s.created_at, s.id) < (timestamptz 'epoch' + $3::float8 * interval '1 microsecond', $4))
     order by s.created_at desc, s.id desc
     limit $5`,
    [filter.workspace, filter.succeeded, filter.after?.created_us, filter.after?.id, filter.limit],
  );
  return rows.map((row) => ({ session: toStored(row), place: { created_us: row.created_us, id: row.id } }));
}

function toStored({ created_us: _place, ...stored }: SessionRow): StoredSession {
  return stored;
}

/** How the run of a session ended that didn't succeed. */
export interface BadEnd {
  id: string;
  outcome: "failed" | "cancelled" | "paused";
  endedAt: string;
  message: string | null;
}

/** Sessions that have not succeeded, by id after `after`: their runs may have ended otherwise. */
export async function listUnsettled(db: Queryable, after: string, limit: number): Promise<string[]> {
  const { rows } = await db.query(
    `select id from sites.session where outcome is distinct from 'succeeded' and id > $1 order by id limit $2`,
    [after, limit],
  );
  return (rows as { id: string }[]).map(({ id }) => id);
}

/** Writes down how runs ended, for the time when they are pruned; while there is a run, it is what counts. */
export async function noteBadEnds(db: Queryable, ends: readonly BadEnd[]): Promise<void> {
  await db.query(
    `update sites.session s
     set outcome = e.outcome, ended_at = e."endedAt", message = coalesce(e.message, s.message)
     from jsonb_to_recordset($1::jsonb) as e(id text, outcome text, "endedAt" timestamptz, message text)
     where s.id = e.id and s.outcome is distinct from 'succeeded'
       and (s.outcome, s.ended_at) is distinct from (e.outcome, e."endedAt")`,
    [JSON.stringify(ends)],
  );
}
