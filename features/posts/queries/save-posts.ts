import type { Queryable } from "@millrace/platform/events";
import { postEvents, type PostSummary } from "../contract.ts";
import { savedColumns } from "./post-columns.ts";
import { storableJson } from "@millrace/platform/db";

/** One post ready to be stored: column values, and the summary that goes out as the live event. */
export interface PostToSave {
  summary: PostSummary;
  dedupe_key: string;
  search_text: string;
  details: {
    reshared: unknown;
    media: unknown;
    edited: boolean | null;
    evidence: unknown;
    trust: unknown;
    unknown: unknown;
    source_file: string | null;
    snapshot_hash: string | null;
    page_url: string | null;
    page_content_type: string | null;
    rules: string;
    terms: unknown;
  };
  minhash: { signature: readonly number[]; bands: readonly string[] };
}

export interface PageToSave {
  collectionId: string;
  page: number;
  /** Posts extracted from the page, duplicates included. */
  seen: number;
  /** What could not be read, in sentences. */
  problems: string[];
  posts: PostToSave[];
}

export interface SavedPage {
  /** Ids that were new; on a second call for the same page this is empty. */
  savedIds: string[];
}

/**
 * Saves one page's posts, its counts and its live events in one statement, so that a crash leaves all or nothing and
 * a second call changes nothing. A post already known (urn, permalink or dedupe key) is left as it is.
 */
export async function savePosts(db: Queryable, page: PageToSave): Promise<SavedPage> {
  const { rows } = await db.query(saveStatement, [
    storableJson(page.posts.map((post) => toRow(post, page.collectionId))),
    page.collectionId,
    page.page,
    page.seen,
    storableJson(page.problems),
  ]);
  return { savedIds: (rows as { id: string }[]).map((row) => row.id) };
}

function toRow(post: PostToSave, collectionId: string): Record<string, unknown> {
  const { author, ...summary } = post.summary;
  return {
    ...summary,
    ...post.details,
    author_name: author.name,
    author_kind: author.kind,
    author_profile_url: author.profile_url,
    author_headline: author.headline,
    dedupe_key: post.dedupe_key,
    search_text: post.search_text,
    collection_id: collectionId,
    signature: post.minhash.signature,
    bands: post.minhash.bands,
    event: post.summary,
  };
}

/** $1 posts, $2 collection id, $3 page number, $4 posts seen, $5 problems. */
const saveStatement = `
with incoming as (
  select * from jsonb_to_recordset($1::jsonb)
    as row(${savedColumns.definitions}, signature int[], bands bigint[], event jsonb)
), inserted as (
  insert into posts.post (${savedColumns.names})
  -- In one order everywhere: two collections that save the same posts at once wait for each other, never in a circle.
  select ${savedColumns.names} from incoming order by dedupe_key
  on conflict do nothing
  returning id, verdict
), signatures as (
  insert into posts.minhash (post_id, signature)
  select incoming.id, incoming.signature from incoming join inserted using (id)
), bands as (
  insert into posts.minhash_band (band, hash, post_id)
  select band.nr, band.hash, incoming.id
  from incoming join inserted using (id)
  cross join lateral unnest(incoming.bands) with ordinality as band(hash, nr)
  on conflict do nothing
), counted as (
  insert into posts.collection_page (collection_id, page, seen, saved, rejected, problems)
  select $2, $3, $4, count(*), count(*) filter (where verdict = 'rejected'), $5::jsonb from inserted
  on conflict do nothing
), published as (
  insert into millrace.events (type, subject, payload)
  select '${postEvents.saved}', incoming.id::text, incoming.event
  from incoming join inserted using (id)
  returning 1
), woken as (
  select pg_notify('millrace_events', '') from (select count(*) as total from published) as done where done.total > 0
)
select inserted.id::text as id from inserted left join woken on true`;
