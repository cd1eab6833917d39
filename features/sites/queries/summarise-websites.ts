import type { Queryable } from "@millrace/platform/events";
import { websiteStatus, type WebsitesSummary, type Workspace } from "../contract.ts";
import { statusAt } from "./website-status.ts";

/** Counts over a workspace at an instant (ms since the epoch); archived websites are only counted. */
export async function summariseWebsites(
  db: Queryable,
  workspace: Workspace,
  now: number,
): Promise<WebsitesSummary> {
  const { rows } = await db.query(
    `with sites as materialized (
       select w.*, ${statusAt("w", "$2::timestamptz")} as status from sites.website w where w.workspace = $1
     ),
     active as materialized (select * from sites where archived_at is null),
     by_status as (select status, count(*)::int as count from active group by 1),
     missing as (
       select m.key as metric, m.value as reason, count(*)::int as count
       from active cross join lateral jsonb_each_text(missing) as m group by 1, 2
     ),
     tags as (select tag, count(*)::int as count from active cross join lateral unnest(tags) as tag group by 1)
     select (select count(*)::int from active) as total,
            (select coalesce(jsonb_object_agg(status, count), '{}') from by_status) as by_status,
            (select count(*)::int from sites where archived_at is not null) as archived,
            (select coalesce(sum(obtained), 0)::int from active) as obtained,
            (select coalesce(sum(expected), 0)::int from active) as expected,
            (select coalesce(jsonb_agg(to_jsonb(missing) order by count desc, metric, reason), '[]') from missing) as missing,
            (select coalesce(jsonb_agg(to_jsonb(tags) order by count desc, tag), '[]') from tags) as tags`,
    [workspace, new Date(now)],
  );
  const [summary] = rows as [WebsitesSummary];
  const none = Object.fromEntries(websiteStatus.options.map((status) => [status, 0]));
  return { ...summary, by_status: { ...none, ...summary.by_status } };
}
