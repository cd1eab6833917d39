import { inTransaction, type Database } from "@millrace/platform/db";
import { codeOf } from "@millrace/platform/errors";
import { publishEvents, type NewEvent, type Queryable } from "@millrace/platform/events";
import { postEvents, type Classification } from "../contract.ts";
import { bandsOf, signatureOf } from "../pipeline/minhash.ts";
import type { NormalisedPost } from "../pipeline/normalise.ts";
import { pageColumns, summaryColumns } from "../queries/post-columns.ts";
import { toSummary, type SummaryRow } from "../queries/post-row.ts";
import { searchTextOf } from "../queries/search-words.ts";

/** A post as its page says it now. */
export interface Reading {
  id: string;
  post: NormalisedPost;
  classification: Classification;
}

/** Postgres: a unique key is taken. */
const uniqueViolation = "23505";

/**
 * Stores new readings in one transaction, with one live event per post. Id, favourite, trash, collection and time of
 * collecting stay. Returns the ids left as they were, because another post already has the urn or permalink found.
 */
export async function applyReadings(db: Database, readings: readonly Reading[]): Promise<string[]> {
  if (readings.length === 0) return [];
  return inTransaction(db.pool, async (tx) => {
    const events: NewEvent[] = [];
    const taken: string[] = [];
    for (const reading of readings) {
      const event = await applyReading(tx, reading);
      if (event === "taken") taken.push(reading.id);
      else if (event !== null) events.push(event);
    }
    await publishEvents(tx, events);
    return taken;
  });
}

/** Null when the post was purged meanwhile. */
async function applyReading(tx: Queryable, reading: Reading): Promise<NewEvent | "taken" | null> {
  await tx.query("savepoint one_post");
  try {
    const { rows } = await tx.query(updateStatement, [reading.id, JSON.stringify(toColumns(reading))]);
    const row = rows[0] as SummaryRow | undefined;
    if (row === undefined) return null;
    await replaceMinhash(tx, reading);
    await tx.query("release savepoint one_post");
    return { type: postEvents.changed, subject: reading.id, payload: toSummary(row) };
  } catch (error) {
    if (codeOf(error) !== uniqueViolation) throw error;
    await tx.query("rollback to savepoint one_post");
    return "taken";
  }
}

function toColumns({ post, classification }: Reading): Record<string, unknown> {
  const { author } = post;
  return {
    ...post,
    ...classification,
    author_name: author.name,
    author_kind: author.kind,
    author_profile_url: author.profile_url,
    author_headline: author.headline,
    search_text: searchTextOf(post),
  };
}

/** $1 id, $2 the new values. */
const updateStatement = `
update posts.post set (${pageColumns.names}) =
  (select ${pageColumns.names} from jsonb_to_record($2::jsonb) as reading(${pageColumns.definitions}))
where id = $1 returning ${summaryColumns}`;

async function replaceMinhash(tx: Queryable, { id, post }: Reading): Promise<void> {
  const signature = signatureOf(post.text ?? "");
  await tx.query(
    `insert into posts.minhash (post_id, signature) values ($1, $2)
     on conflict (post_id) do update set signature = excluded.signature`,
    [id, signature ?? []],
  );
  await tx.query("delete from posts.minhash_band where post_id = $1", [id]);
  await tx.query(
    `insert into posts.minhash_band (band, hash, post_id)
     select band.nr, band.hash, $1 from unnest($2::bigint[]) with ordinality as band(hash, nr)`,
    [id, signature === null ? [] : bandsOf(signature)],
  );
}
