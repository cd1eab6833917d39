import { pageCursor, type Database } from "@millrace/platform/db";
import { z } from "zod";
import type { SessionWebsite } from "../contract.ts";
import { isoTime } from "./iso-time.ts";

const positionCursor = pageCursor(z.object({ position: z.int().nonnegative() }));

export interface SessionWebsiteFilter {
  outcome?: SessionWebsite["outcome"] | undefined;
  state?: SessionWebsite["state"] | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** The websites of a session, in the order they are measured. */
export async function listSessionWebsites(
  db: Database,
  sessionId: string,
  { outcome, state, limit, cursor }: SessionWebsiteFilter,
): Promise<{ items: SessionWebsite[]; next_cursor: string | null }> {
  const after = positionCursor.decode(cursor);
  const { rows } = await db.pool.query<SessionWebsite>(
    `select w.website_id, w.domain, w.position, placed.state, w.outcome, w.worker, w.measurement_id,
            ${isoTime("w.done_at")} as ended_at,
            coalesce((select jsonb_object_agg(r.metric, r.reason) from sites.metric_reading r
                      where r.measurement_id = w.measurement_id and r.reason is not null), '{}') as missing
     from sites.session_website w
     cross join lateral (
       select case when w.done_at is not null then 'done' when w.worker is not null then 'working' else 'waiting' end as state
     ) as placed
     where w.session_id = $1 and w.position > $2
       and ($3::text is null or w.outcome = $3) and ($4::text is null or placed.state = $4)
     order by w.position limit $5`,
    [sessionId, after?.position ?? 0, outcome ?? null, state ?? null, limit + 1],
  );
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, next_cursor: last === undefined ? null : positionCursor.encode(last) };
}
