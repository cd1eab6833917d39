import type { Pool } from "pg";
import type { DeadLetter, DeadLetterKind, Paged } from "../operations.ts";
import { deadLetterCursor } from "./page-cursors.ts";

/** DBOS's words for a run that ended in an error, a person's attention included. */
export const deadStatuses = ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"];

/**
 * The dead letters: `f` why, `w` the run. A child whose failure ended its parent is the parent's death and not listed
 * beside it; it is once the parent goes again or is gone.
 */
const deadLetters = `engine.run_failure f
  join dbos.workflow_status w on w.workflow_uuid = f.run_id and w.status in ('ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
  where f.discarded_at is null
    and not exists (select 1 from engine.run_failure p join dbos.workflow_status pw on pw.workflow_uuid = p.run_id
                    where p.run_id = f.ended_run_id and p.discarded_at is null and pw.status = 'ERROR')`;

const columns = `f.run_id as "runId", w.name as workflow,
  case when f.rung = 'needs_attention' and w.status = 'ERROR' then 'paused' else 'failed' end as status,
  split_part(w.queue_name, '/', 1) as queue, w.parent_workflow_id as "parentRunId", f.cause_run_id as "causeRunId",
  jsonb_build_object('name', f.name, 'message', f.message, 'rung', f.rung) as error, f.step, f.kind, f.at, ${microseconds("f.at")}`;

/** An instant as the database keeps it, to the microsecond: a Date would lose those that share a millisecond. */
function microseconds(column: string): string {
  return `(extract(epoch from ${column}) * 1000000)::float8 as at_us`;
}

/** The instant of such a number. */
function instant(placeholder: string): string {
  return `timestamptz 'epoch' + ${placeholder}::float8 * interval '1 microsecond'`;
}

type Row = Omit<DeadLetter, "endedAt"> & { at: Date; at_us: number };

export interface DeadLetterFilter {
  workflow?: string;
  kind?: string;
  search?: string;
  limit: number;
  cursor?: string;
}

/** Newest first, by keyset. */
export async function listDeadLetters(pool: Pool, filter: DeadLetterFilter): Promise<Paged<DeadLetter>> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from ${deadLetters}
       and ($1::text is null or w.name = $1)
       and ($2::text is null or f.kind = $2)
       and ($3 = '' or strpos(lower(f.run_id), $3) > 0 or strpos(lower(f.message), $3) > 0)
       and ($4::float8 is null or (f.at, f.run_id) < (${instant("$4")}, $5))
     order by f.at desc, f.run_id desc limit $6`,
    parametersOf(filter),
  );
  const items = rows.slice(0, filter.limit).map(toDeadLetter);
  const last = rows.length > filter.limit ? rows[filter.limit - 1] : undefined;
  return {
    items,
    nextCursor:
      last === undefined ? null : deadLetterCursor.encode({ at_us: last.at_us, run_id: last.runId }),
  };
}

/** $1 … $6 of the statement; null means "any". */
function parametersOf(filter: DeadLetterFilter): unknown[] {
  const { workflow = null, kind = null, search = "", limit } = filter;
  const after = deadLetterCursor.decode(filter.cursor);
  return [workflow, kind, search.toLowerCase(), after?.at_us, after?.run_id, limit + 1];
}

/** One dead letter, also one that its parent's stands for; null when the run is none. */
export async function readDeadLetter(pool: Pool, runId: string): Promise<DeadLetter | null> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from engine.run_failure f join dbos.workflow_status w on w.workflow_uuid = f.run_id
     where f.run_id = $1 and f.discarded_at is null and w.status = any($2)`,
    [runId, deadStatuses],
  );
  return rows[0] === undefined ? null : toDeadLetter(rows[0]);
}

function toDeadLetter({ at, at_us: _place, ...row }: Row): DeadLetter {
  return { ...row, endedAt: at.toISOString() };
}

/** By kind, most frequent first; each with the newest one's step and message. */
export async function listDeadLetterKinds(pool: Pool): Promise<DeadLetterKind[]> {
  const { rows } = await pool.query<
    Omit<DeadLetterKind, "newestAt" | "oldestAt"> & { newest: Date; oldest: Date }
  >(
    `select f.kind, (array_agg(w.name))[1] as workflow, (array_agg(f.step order by f.at desc))[1] as step,
            (array_agg(jsonb_build_object('name', f.name, 'message', f.message, 'rung', f.rung) order by f.at desc))[1] as error,
            count(*)::int as count, max(f.at) as newest, min(f.at) as oldest
     from ${deadLetters}
     group by f.kind order by count desc, newest desc`,
  );
  return rows.map(({ newest, oldest, ...kind }) => ({
    ...kind,
    newestAt: newest.toISOString(),
    oldestAt: oldest.toISOString(),
  }));
}

/** How many there are of each workflow; a workflow without any is not among them. */
export async function countDeadLetters(pool: Pool): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ workflow: string; count: number }>(
    `select w.name as workflow, count(*)::int as count from ${deadLetters} group by w.name`,
  );
  return new Map(rows.map((row) => [row.workflow, row.count]));
}

/** Where a walk through one kind stands; it ends at the instant it began, so what dies again meanwhile is left out. */
export interface KindWalk {
  kind: string;
  untilUs: number;
  after: { atUs: number; runId: string } | null;
}

export async function beginKindWalk(pool: Pool, kind: string): Promise<KindWalk> {
  const { rows } = await pool.query<{ at_us: number }>(`select ${microseconds("clock_timestamp()")}`);
  return { kind, untilUs: rows[0]?.at_us ?? 0, after: null };
}

/** The next of them, oldest first, with where the walk goes on. */
export async function nextOfKind(
  pool: Pool,
  walk: KindWalk,
  limit: number,
): Promise<{ runIds: string[]; walk: KindWalk }> {
  const { rows } = await pool.query<{ run_id: string; at_us: number }>(
    `select f.run_id, ${microseconds("f.at")} from ${deadLetters}
       and f.kind = $1 and f.at <= ${instant("$2")}
       and ($3::float8 is null or (f.at, f.run_id) > (${instant("$3")}, $4))
     order by f.at, f.run_id limit $5`,
    [walk.kind, walk.untilUs, walk.after?.atUs ?? null, walk.after?.runId ?? null, limit],
  );
  const last = rows.at(-1);
  const after = last === undefined ? walk.after : { atUs: last.at_us, runId: last.run_id };
  return { runIds: rows.map((row) => row.run_id), walk: { ...walk, after } };
}

/**
 * Gives up a dead letter and those it died of. Resolves with how many are given up by this call; none when it is no dead
 * letter (any more).
 */
export async function discardDeadLetter(pool: Pool, runId: string, reason: string): Promise<number> {
  const { rowCount } = await pool.query(
    `with recursive deaths as (
       select f.run_id from engine.run_failure f
       join dbos.workflow_status w on w.workflow_uuid = f.run_id and w.status = any($3)
       where f.run_id = $1
       union
       select f.run_id from deaths
       join engine.run_failure f on f.ended_run_id = deaths.run_id
       join dbos.workflow_status w on w.workflow_uuid = f.run_id and w.status = any($3)
     )
     update engine.run_failure f set discarded_at = now(), discard_reason = $2
     from deaths where f.run_id = deaths.run_id and f.discarded_at is null`,
    [runId, reason, deadStatuses],
  );
  return rowCount ?? 0;
}

/** Whether a run is a discarded dead letter. */
export async function isDiscarded(pool: Pool, runId: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    "select 1 from engine.run_failure where run_id = $1 and discarded_at is not null",
    [runId],
  );
  return rowCount === 1;
}

/** A dead run with the child it died of (of several the first), and so on; first the run itself. */
export async function readCauses(pool: Pool, runId: string): Promise<string[]> {
  const { rows } = await pool.query<{ run_id: string }>(
    `with recursive deaths as (
       select run_id, cause_run_id, 0 as depth from engine.run_failure where run_id = $1
       union all
       select f.run_id, f.cause_run_id, depth + 1 from deaths join engine.run_failure f on f.run_id = deaths.cause_run_id
     )
     select run_id from deaths order by depth`,
    [runId],
  );
  return rows.map((row) => row.run_id);
}
