import type { Database } from "@millrace/platform/db";
import { publishEvents, type Queryable } from "@millrace/platform/events";
import { inTransaction } from "@millrace/platform/db";
import { postEvents, type PostSummary } from "../contract.ts";
import { summaryColumns } from "./post-columns.ts";
import { toSummary, type SummaryRow } from "./post-row.ts";

export type PostMark = "favourite" | "trash";

const markColumns: Readonly<Record<PostMark, string>> = { favourite: "favourite_at", trash: "trashed_at" };

/** Sets or clears a mark; one already as asked stays as it was. null when there is no such post. */
export async function markPost(
  db: Database,
  id: string,
  mark: PostMark,
  isSet: boolean,
): Promise<PostSummary | null> {
  const column = markColumns[mark];
  return inTransaction(db.pool, async (tx) => {
    const { rows } = await tx.query(
      `update posts.post set ${column} = case when $2 then coalesce(${column}, now()) end
       where id = $1 returning ${summaryColumns}`,
      [id, isSet],
    );
    const row = rows[0] as SummaryRow | undefined;
    if (row === undefined) return null;
    const summary = toSummary(row);
    await publishEvents(tx, [{ type: postEvents.changed, subject: id, payload: summary }]);
    return summary;
  });
}

/** Deletes a post for good; only from the trash, so that one slip never loses anything. */
export async function purgePost(db: Database, id: string): Promise<"purged" | "not_in_trash" | "not_found"> {
  return inTransaction(db.pool, async (tx) => {
    const purged = await tx.query(`delete from posts.post where id = $1 and trashed_at is not null`, [id]);
    if (purged.rowCount === 0) return (await exists(tx, id)) ? "not_in_trash" : "not_found";
    await publishEvents(tx, [{ type: postEvents.purged, subject: id, payload: { id } }]);
    return "purged";
  });
}

async function exists(tx: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await tx.query(`select 1 from posts.post where id = $1`, [id]);
  return rowCount !== 0;
}
