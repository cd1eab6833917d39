import type { Queryable } from "@millrace/platform/events";

/** Where processes that start at the same time wait for each other, so that their updates never wait in a circle. */
const turn = "select pg_advisory_xact_lock(hashtext('sites.reconcile_expected'))";

/**
 * Holds what the websites count as expected, obtained and missing against what their providers declare now: after a release
 * that brought a ninth metric, a completed website is partial, without being measured again. Websites whose provider is not
 * among them stay as they are. Call it in a transaction. Resolves with the workspaces something changed in.
 */
export async function reconcileExpected(
  client: Queryable,
  providerMetrics: ReadonlyMap<string, readonly string[]>,
): Promise<string[]> {
  const declared = [...providerMetrics].flatMap(([provider, metrics]) =>
    metrics.map((metric) => ({ provider, metric })),
  );
  await client.query(turn);
  const { rows } = await client.query(
    `with declared as materialized (
       select provider, metric from jsonb_to_recordset($1::jsonb) as d(provider text, metric text)
     ),
     counted as (
       select w.id, count(*)::smallint as expected, count(l.kind)::smallint as obtained,
              coalesce(jsonb_object_agg(d.metric, coalesce(l.reason, 'not_measured')) filter (where l.kind is null), '{}')
                as missing
       from sites.website w
       join declared d on d.provider = w.provider
       left join sites.metric_latest l on l.website_id = w.id and l.metric = d.metric
       where w.last_measured_at is not null
       group by w.id
     ),
     stale as (
       select w.id, c.expected, c.obtained, c.missing
       from counted c join sites.website w on w.id = c.id
       where (w.expected, w.obtained, w.missing) is distinct from (c.expected, c.obtained, c.missing)
       order by w.id for no key update of w
     ),
     changed as (
       update sites.website w
       set expected = s.expected, obtained = s.obtained, missing = s.missing, changed_at = now()
       from stale s where w.id = s.id
       returning w.workspace
     )
     select distinct workspace from changed order by workspace`,
    [JSON.stringify(declared)],
  );
  return (rows as { workspace: string }[]).map(({ workspace }) => workspace);
}
