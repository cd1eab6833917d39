import type { Queryable } from "@millrace/platform/events";
import { newId } from "@millrace/platform/ids";
import type { Workspace } from "../contract.ts";

/** Ids of those among the domains that are in a workspace and not archived. */
export async function matchDomains(
  db: Queryable,
  workspace: Workspace,
  domains: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await db.query(
    `select id, domain from sites.website
     where workspace = $1 and domain = any($2::text[]) and archived_at is null`,
    [workspace, domains],
  );
  return new Map((rows as { id: string; domain: string }[]).map(({ id, domain }) => [domain, id]));
}

/** Adds those of the domains that are not there, in one statement; resolves with how many. */
export async function addMissingDomains(
  db: Queryable,
  workspace: Workspace,
  domains: readonly string[],
): Promise<number> {
  const { rowCount } = await db.query(
    `insert into sites.website (id, workspace, domain)
     select id, $1, domain from unnest($2::uuid[], $3::text[]) as missing(id, domain) order by domain
     on conflict (workspace, domain) do nothing`,
    [workspace, domains.map(() => newId()), domains],
  );
  return rowCount ?? 0;
}
