import type { Queryable } from "@millrace/platform/events";
import type { NewWebsite } from "../contract.ts";

/** A website as it is added; the domain is normalised. */
export type AddedWebsite = NewWebsite & { id: string };

/** Adds a website, unless its workspace has one of that domain: resolves with null, or with the one that is there. */
export async function addWebsite(
  db: Queryable,
  { id, workspace, domain, name, tags }: AddedWebsite,
): Promise<{ id: string; isArchived: boolean } | null> {
  const { rowCount } = await db.query(
    `insert into sites.website (id, workspace, domain, name, tags) values ($1, $2, $3, $4, $5)
     on conflict (workspace, domain) do nothing`,
    [id, workspace, domain, name, [...new Set(tags)]],
  );
  if (rowCount === 1) return null;
  const { rows } = await db.query(
    `select id, archived_at is not null as "isArchived" from sites.website where workspace = $1 and domain = $2`,
    [workspace, domain],
  );
  const [existing] = rows as { id: string; isArchived: boolean }[];
  return existing ?? null;
}
