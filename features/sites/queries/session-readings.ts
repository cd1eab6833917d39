import type { Database } from "@millrace/platform/db";
import type { MetricReading } from "../contract.ts";
import { isoTime } from "./iso-time.ts";

/** One reading of a session, with its website. */
export interface SessionReading extends MetricReading {
  website_id: string;
  domain: string;
  outcome: string;
}

/** Websites read at once while a session is exported. */
const batchSize = 200;

/** Every reading of a session, website by website in the order they were measured in. */
export async function* sessionReadings(db: Database, sessionId: string): AsyncGenerator<SessionReading> {
  let after = 0;
  for (;;) {
    const { rows } = await db.pool.query<SessionReading & { position: number }>(
      `select w.position, w.website_id, w.domain, w.outcome, r.metric, r.kind, r.value, r.low, r.high, r.unit, r.raw,
              r.reason, r.detail, r.trust, r.provenance, ${isoTime("r.observed_at")} as observed_at
       from (select * from sites.session_website
             where session_id = $1 and position > $2 and done_at is not null order by position limit $3) w
       join sites.metric_reading r on r.measurement_id = w.measurement_id
       order by w.position, r.sequence`,
      [sessionId, after, batchSize],
    );
    for (const { position: _position, ...reading } of rows) yield reading;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.position;
  }
}
