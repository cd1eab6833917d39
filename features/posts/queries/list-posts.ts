import { invalidCursor, pageCursor, type Database } from "@millrace/platform/db";
import { codeOf } from "@millrace/platform/errors";
import { z } from "zod";
import type { PostDetail, PostFilters, PostSummary } from "../contract.ts";
import { postConditions, type Conditions } from "./filter-posts.ts";
import { detailColumns, summaryColumns } from "./post-columns.ts";
import { toDetail, toSummary, type DetailRow, type SummaryRow } from "./post-row.ts";

export interface PostPage {
  items: PostSummary[];
  next_cursor: string | null;
}

export interface Paging {
  limit: number;
  cursor?: string | undefined;
}

/** What each order sorts by, highest or newest first. Unknown values come last. */
const orders = {
  collected: { column: "collected_at", type: "timestamptz", isNullable: false },
  published: { column: "published_at", type: "timestamptz", isNullable: true },
  score: { column: "score", type: "real", isNullable: false },
  reactions: { column: "reactions", type: "int", isNullable: true },
} as const;

/** Place in a sorted list: its order, the last row's sort value (as Postgres prints it) and id. */
const placeCursor = pageCursor(
  z.object({ sort: z.string().max(20), value: z.string().max(100).nullable(), id: z.uuid() }),
);

/** One page of posts in the asked order; throws `invalid_cursor` when the cursor is not one of that order. */
export async function listPosts(db: Database, filters: PostFilters, paging: Paging): Promise<PostPage> {
  const { rows, nextCursor } = await readPage<SummaryRow>(db, summaryColumns, filters, paging);
  return { items: rows.map(toSummary), next_cursor: nextCursor };
}

/** Every post of a filter with its evidence, for exports: read in pages, so memory stays flat. */
export async function* allPosts(db: Database, filters: PostFilters): AsyncGenerator<PostDetail> {
  let cursor: string | undefined;
  do {
    const page: Page<DetailRow> = await readPage<DetailRow>(db, detailColumns, filters, {
      limit: 500,
      cursor,
    });
    for (const row of page.rows) yield toDetail(row, []);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

interface Page<Row> {
  rows: Row[];
  nextCursor: string | null;
}

async function readPage<Row extends { id: string }>(
  db: Database,
  columns: string,
  filters: PostFilters,
  paging: Paging,
): Promise<Page<Row>> {
  const sort = filters.sort ?? "collected";
  const order = orders[sort];
  const conditions = postConditions(filters);
  addPlace(conditions, sort, paging.cursor);
  const query = db.pool.query(
    `select ${columns}, posts.post.${order.column}::text as sort_value
     from posts.post ${conditions.where}
     order by posts.post.${order.column} desc nulls last, posts.post.id desc
     limit ${conditions.placeholder(paging.limit + 1)}`,
    conditions.values,
  );
  const found = await query.catch((error: unknown) => {
    // Only a cursor carries text that the schema has not checked for its type.
    throw paging.cursor !== undefined && isDataFault(error) ? invalidCursor({ cause: error }) : error;
  });
  const rows = (found.rows as (Row & { sort_value: string | null })[]).map(({ sort_value, ...row }) => ({
    place: { sort, value: sort_value, id: row.id },
    row: row as unknown as Row,
  }));
  const last = rows[paging.limit - 1];
  return {
    rows: rows.slice(0, paging.limit).map((entry) => entry.row),
    nextCursor: rows.length > paging.limit && last !== undefined ? placeCursor.encode(last.place) : null,
  };
}

/** SQLSTATE class 22: a value that does not fit its type. */
function isDataFault(error: unknown): boolean {
  return codeOf(error)?.startsWith("22") === true;
}

function addPlace(conditions: Conditions, sort: keyof typeof orders, cursor: string | undefined): void {
  const place = placeCursor.decode(cursor);
  if (place === null) return;
  if (place.sort !== sort) throw invalidCursor();
  const { column, type, isNullable } = orders[sort];
  const { value, id } = place;
  const isAfter = `(${column}, id) < (?::${type}, ?::uuid)`;
  if (value === null) conditions.add(`${column} is null and id < ?::uuid`, id);
  // The extra branch keeps Postgres from seeking into the index, so only columns that need it carry it.
  else conditions.add(isNullable ? `(${isAfter} or ${column} is null)` : isAfter, value, id);
}
