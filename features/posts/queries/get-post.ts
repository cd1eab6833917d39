import type { Database } from "@millrace/platform/db";
import type { PostDetail } from "../contract.ts";
import { NEAR_DUPLICATE } from "../pipeline/deduplicate.ts";
import { detailColumns } from "./post-columns.ts";
import { toDetail, type DetailRow } from "./post-row.ts";

/** The post with its evidence, or null. */
export async function getPost(db: Database, id: string): Promise<PostDetail | null> {
  const { rows } = await db.pool.query(`select ${detailColumns} from posts.post where id = $1`, [id]);
  const row = rows[0] as DetailRow | undefined;
  return row === undefined ? null : toDetail(row, await nearDuplicatesOf(db, id));
}

/** Content-Type the post's saved page was answered with; null when there was none. */
export async function getPageContentType(db: Database, id: string): Promise<string | null> {
  const { rows } = await db.pool.query<{ page_content_type: string | null }>(
    "select page_content_type from posts.post where id = $1",
    [id],
  );
  return rows[0]?.page_content_type ?? null;
}

/** Stored posts that share a MinHash band, with the share of equal signature entries (estimated Jaccard similarity). */
async function nearDuplicatesOf(db: Database, id: string): Promise<PostDetail["near_duplicates"]> {
  const { rows } = await db.pool.query(
    `with candidates as (
       select other.post_id
       from posts.minhash_band mine
       join posts.minhash_band other on other.band = mine.band and other.hash = mine.hash and other.post_id <> mine.post_id
       where mine.post_id = $1
       group by other.post_id
       order by count(*) desc
       limit 50
     ), compared as (
       select candidates.post_id::text as id,
              (select count(*) from unnest(mine.signature, other.signature) as pair(a, b) where a = b)::float8
                / cardinality(mine.signature) as similarity
       from candidates
       join posts.minhash other on other.post_id = candidates.post_id
       join posts.minhash mine on mine.post_id = $1
     )
     select id, similarity from compared where similarity >= $2 order by similarity desc, id limit 20`,
    [id, NEAR_DUPLICATE],
  );
  return rows as PostDetail["near_duplicates"];
}
