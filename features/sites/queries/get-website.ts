import type { Queryable } from "@millrace/platform/events";
import type { Website } from "../contract.ts";
import { websiteColumns } from "./website-columns.ts";

/** One website as it is at an instant (ms since the epoch), or null. */
export async function getWebsite(db: Queryable, id: string, now: number): Promise<Website | null> {
  const { rows } = await db.query(
    `select ${websiteColumns("$2::timestamptz")} from sites.website w where w.id = $1`,
    [id, new Date(now)],
  );
  const [website] = rows as Website[];
  return website ?? null;
}
