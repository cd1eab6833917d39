import type { Queryable } from "@millrace/platform/events";

export interface ClaimedWebsite {
  websiteId: string;
  domain: string;
  position: number;
  /** The worker had it already and was interrupted: some of it may be answered. */
  wasClaimed: boolean;
}

/** What a worker does next: measure a website, end since there is none (null), or stop since its provider is shut. */
export type Claim = { closed: string } | { closed: null; website: ClaimedWebsite | null };

/**
 * The worker's own unfinished website, else the next that nobody has. A claim is the worker's for good: after a crash it goes
 * on with the same one, and workers of other sessions never meet it.
 */
export async function claimWebsite(
  db: Queryable,
  { sessionId, worker, provider }: { sessionId: string; worker: number; provider: string },
): Promise<Claim> {
  const { rows } = await db.query(
    `with closed as (
       select coalesce(message, 'The provider is paused.') as message from sites.provider_state
       where provider = $3 and paused_at is not null
     ),
     own as (
       select position from sites.session_website
       where session_id = $1 and worker = $2 and done_at is null and not exists (select from closed)
       order by position limit 1
     ),
     free as (
       select position from sites.session_website
       where session_id = $1 and worker is null and done_at is null
         and not exists (select from own) and not exists (select from closed)
       order by position limit 1 for update skip locked
     ),
     claimed as (
       update sites.session_website w set worker = $2, claimed_at = coalesce(w.claimed_at, now())
       from (select position, true as was_claimed from own union all select position, false from free) as next
       where w.session_id = $1 and w.position = next.position
       returning w.website_id, w.domain, w.position, next.was_claimed
     )
     select (select message from closed) as closed, claimed.* from (values (1)) as always left join claimed on true`,
    [sessionId, worker, provider],
  );
  const [row] = rows as {
    closed: string | null;
    website_id: string | null;
    domain: string;
    position: number;
    was_claimed: boolean;
  }[];
  if (row === undefined) return { closed: null, website: null };
  if (row.closed !== null) return { closed: row.closed };
  const { website_id: websiteId, domain, position, was_claimed: wasClaimed } = row;
  return { closed: null, website: websiteId === null ? null : { websiteId, domain, position, wasClaimed } };
}
