import type { Queryable } from "@millrace/platform/events";
import type { z } from "zod";
import type { measureWebsitesInput } from "../contract.ts";
import { emptyTally } from "../pipeline/session-tally.ts";
import { chosenWebsites, choiceParameters } from "./select-websites.ts";

export type SessionInput = z.infer<typeof measureWebsitesInput>;

/** Writes the session's row before its run begins; a second call changes nothing. */
export async function insertSession(db: Queryable, id: string, input: SessionInput): Promise<void> {
  await db.query(
    `insert into sites.session
       (id, workspace, provider, selection, workers, priority, remeasure_after_hours, metrics, started_by)
     values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9) on conflict do nothing`,
    [
      id,
      input.workspace,
      input.provider,
      JSON.stringify(input.selection),
      input.workers,
      input.priority,
      input.remeasure_after_hours,
      input.metrics,
      input.started_by,
    ],
  );
}

/**
 * Chooses the session's websites, least recently measured first, and seats its workers: once, whoever asks again. Call it in
 * a transaction. Resolves with the counts when it was this call that opened it, else null.
 */
export async function openSession(
  client: Queryable,
  id: string,
  input: SessionInput,
): Promise<{ total: number; fresh: number } | null> {
  await insertSession(client, id, input);
  const { rows: waiting } = await client.query(
    `select 1 from sites.session where id = $1 and started_at is null for update`,
    [id],
  );
  if (waiting.length === 0) return null;
  const { rows } = await client.query(
    `with chosen as materialized (${chosenWebsites} for key share),
          placed as (
            insert into sites.session_website (session_id, position, website_id, domain)
            select $7, row_number() over (order by last_measured_at nulls first, domain), id, domain
            from chosen where not is_fresh
            returning 1
          ),
          seated as (
            insert into sites.session_worker (session_id, worker, state, tally)
            select $7, worker, 'starting', $9::jsonb from generate_series(1, $8::int) as worker
          )
     update sites.session
     set started_at = now(),
         total = (select count(*) from placed),
         fresh = (select count(*) from chosen where is_fresh)
     where id = $7
     returning total, fresh`,
    [
      ...choiceParameters({
        workspace: input.workspace,
        selection: input.selection,
        remeasureAfterHours: input.remeasure_after_hours,
      }),
      id,
      input.workers,
      JSON.stringify(emptyTally()),
    ],
  );
  const [opened] = rows as { total: number; fresh: number }[];
  return opened ?? null;
}

/** Ends a session well, once; whatever its run was taken for before. */
export async function endSession(client: Queryable, id: string): Promise<void> {
  await client.query(
    `with gone as (
       update sites.session_worker set state = 'finished', domain = null, doing = null, since = now() where session_id = $1
     )
     update sites.session set ended_at = now(), outcome = 'succeeded', message = null
     where id = $1 and outcome is distinct from 'succeeded'`,
    [id],
  );
}
