import type { Queryable } from "@millrace/platform/events";
import { isoTime } from "./connections.ts";

/** A planned time that waits for its connection's place. */
export interface BackfillTime {
  connectionId: string;
  name: string;
  plannedAt: string;
  askedBy: string;
}

export async function addBackfillTimes(
  client: Queryable,
  connectionId: string,
  times: readonly string[],
  askedBy: string,
): Promise<void> {
  await client.query(
    `insert into connect.backfill_time (connection_id, planned_at, asked_by)
     select $1, t, $3 from unnest($2::timestamptz[]) as t on conflict do nothing`,
    [connectionId, times, askedBy],
  );
}

/** The oldest of each connection. */
export async function nextBackfillTimes(db: Queryable): Promise<BackfillTime[]> {
  const { rows } = await db.query(
    `select distinct on (b.connection_id) b.connection_id as "connectionId", c.name, ${isoTime("b.planned_at")} as "plannedAt",
       b.asked_by as "askedBy"
     from connect.backfill_time b join connect.connection c on c.id = b.connection_id and c.deleted_at is null
     where not exists (select from connect.sync s where s.connection_id = c.id and s.ended_at is null)
     order by b.connection_id, b.planned_at`,
  );
  return rows as BackfillTime[];
}

export async function dropBackfillTime(
  client: Queryable,
  connectionId: string,
  plannedAt: string,
): Promise<void> {
  await client.query(`delete from connect.backfill_time where connection_id = $1 and planned_at = $2`, [
    connectionId,
    plannedAt,
  ]);
}
