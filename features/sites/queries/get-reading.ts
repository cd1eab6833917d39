import type { Queryable } from "@millrace/platform/events";
import type { MetricReading } from "../contract.ts";
import { readingColumns } from "./website-readings.ts";

/** One metric of one measurement of a website, or its newest reading when no measurement is named; null when there is none. */
export async function getReading(
  db: Queryable,
  { websiteId, metric, measurementId }: { websiteId: string; metric: string; measurementId: string | null },
): Promise<MetricReading | null> {
  const { rows } =
    measurementId === null
      ? await db.query(
          `select ${readingColumns} from sites.metric_latest r where r.website_id = $1 and r.metric = $2`,
          [websiteId, metric],
        )
      : await db.query(
          `select ${readingColumns} from sites.metric_reading r
           where r.website_id = $1 and r.metric = $2 and r.measurement_id = $3`,
          [websiteId, metric, measurementId],
        );
  return (rows as MetricReading[])[0] ?? null;
}
