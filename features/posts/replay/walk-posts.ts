import type { Database } from "@millrace/platform/db";
import { detailColumns } from "../queries/post-columns.ts";
import { toDetail, type DetailRow } from "../queries/post-row.ts";
import type { StoredPost } from "./find-again.ts";

/** The posts of one page side by side. */
const pageOrder = "posts.post.snapshot_hash, posts.post.source_file, posts.post.page_url, posts.post.id";

/** Posts read at once, and changed in one transaction. */
const batchSize = 200;

/**
 * Every stored post that has a saved page, in batches, those of one page side by side. What is stored while it runs
 * was read by the current parser and is left out. The order lives in the database (a cursor that outlasts its
 * transaction), so that neither memory here nor a long transaction there grows with the number of posts.
 */
export async function* walkPosts(db: Database): AsyncGenerator<StoredPost[]> {
  const client = await db.pool.connect();
  try {
    await client.query(
      `declare replayed_posts no scroll cursor with hold for
       select id from posts.post where snapshot_hash is not null order by ${pageOrder}`,
    );
    while (true) {
      const { rows } = await client.query<{ id: string }>(`fetch ${batchSize} from replayed_posts`);
      if (rows.length === 0) return;
      yield await readPosts(
        db,
        rows.map((row) => row.id),
      );
    }
  } finally {
    // Ending the session drops the cursor.
    client.release(true);
  }
}

/** Counts what {@link walkPosts} gives; null when the database has no posts table yet. */
export async function countPosts(db: Database): Promise<number | null> {
  const { rows: tables } = await db.pool.query<{ name: string | null }>(
    `select to_regclass('posts.post')::text as name`,
  );
  if (tables[0]?.name == null) return null;
  const { rows } = await db.pool.query<{ count: number }>(
    `select count(*)::int as count from posts.post where snapshot_hash is not null`,
  );
  return rows[0]?.count ?? 0;
}

/** Posts purged since the cursor was made are left out. */
async function readPosts(db: Database, ids: readonly string[]): Promise<StoredPost[]> {
  const { rows } = await db.pool.query<StoredRow>(
    `select ${detailColumns}, dedupe_key, page_url, page_content_type from posts.post
     where id = any($1::uuid[]) and snapshot_hash is not null
     order by ${pageOrder}`,
    [ids],
  );
  return rows.map(toStoredPost);
}

type StoredRow = Omit<DetailRow, "snapshot_hash"> & {
  snapshot_hash: string;
  dedupe_key: string;
  page_url: string | null;
  page_content_type: string | null;
};

function toStoredPost({ dedupe_key, page_url, page_content_type, ...row }: StoredRow): StoredPost {
  const hash = row.snapshot_hash;
  return {
    post: toDetail(row, []),
    dedupeKey: dedupe_key,
    page: { name: row.source_file ?? hash, url: page_url, contentType: page_content_type, hash },
  };
}
