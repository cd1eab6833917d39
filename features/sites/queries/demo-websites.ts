import type { Queryable } from "@millrace/platform/events";

/** The first websites of the demo, by domain. */
export async function listDemoWebsites(db: Queryable, limit: number): Promise<string[]> {
  const { rows } = await db.query(
    `select id from sites.website where is_demo and workspace = 'production' and archived_at is null order by domain limit $1`,
    [limit],
  );
  return (rows as { id: string }[]).map(({ id }) => id);
}
