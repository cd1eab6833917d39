import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  real,
  smallint,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { changedXid } from "@millrace/platform/streams/columns";
import type {
  Category,
  Classification,
  EvidenceItem,
  Media,
  ResharedPost,
  SourceId,
  Span,
  Verdict,
  WallKind,
} from "./contract.ts";

/**
 * Tables of Posts. Change them here, then `npx drizzle-kit generate --name …` in this folder writes the next migration;
 * schema.test.ts fails until it is there.
 */
export const postsSchema = pgSchema("posts");

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

export const post = postsSchema.table(
  "post",
  {
    id: uuid().primaryKey(),
    /** What makes a post the same post: its urn, else its permalink, else a hash of author and text. */
    dedupeKey: text("dedupe_key").notNull().unique(),
    urn: text().unique(),
    permalink: text().unique(),
    authorName: text("author_name"),
    authorKind: text("author_kind").$type<"person" | "company">(),
    authorProfileUrl: text("author_profile_url"),
    authorHeadline: text("author_headline"),
    text: text(),
    /** Folded words of the text, its author and the post it shares: what full-text search reads. */
    searchText: text("search_text").notNull(),
    search: tsvector()
      .notNull()
      .generatedAlwaysAs(sql`to_tsvector('simple'::regconfig, search_text)`),
    publishedAt: instant("published_at"),
    collectedAt: instant("collected_at").notNull(),
    language: text(),
    reactions: integer(),
    comments: integer(),
    reposts: integer(),
    reshared: jsonb().$type<ResharedPost>(),
    mentions: jsonb().$type<Span[]>().notNull(),
    hashtags: jsonb().$type<Span[]>().notNull(),
    media: jsonb().$type<Media[]>().notNull(),
    isPromoted: boolean("is_promoted"),
    edited: boolean(),
    evidence: jsonb().$type<Record<string, EvidenceItem>>().notNull(),
    trust: jsonb().$type<Record<string, number>>().notNull(),
    unknown: jsonb().$type<Record<string, string>>().notNull(),
    source: text().$type<SourceId>().notNull(),
    isDemo: boolean("is_demo").notNull(),
    sourceFile: text("source_file"),
    snapshotHash: text("snapshot_hash"),
    /** Where the saved page was read at and how its server named its type: the parser gets both again on a replay. */
    pageUrl: text("page_url"),
    pageContentType: text("page_content_type"),
    collectionId: text("collection_id"),
    rules: text().notNull(),
    verdict: text().$type<Verdict>().notNull(),
    category: text().$type<Category>().notNull(),
    score: real().notNull(),
    terms: jsonb().$type<Classification["terms"]>().notNull(),
    favouriteAt: instant("favourite_at"),
    trashedAt: instant("trashed_at"),
    changedXid: changedXid(),
  },
  (table) => [
    index("post_search").using("gin", table.search),
    index("post_collected").on(table.collectedAt.desc(), table.id.desc()),
    index("post_published").on(table.publishedAt.desc().nullsLast(), table.id.desc()),
    index("post_score").on(table.score.desc(), table.id.desc()),
    index("post_reactions").on(table.reactions.desc().nullsLast(), table.id.desc()),
    index("post_collection").on(table.collectionId),
    index("post_changed").on(table.changedXid, table.id),
    index("post_favourite")
      .on(table.favouriteAt)
      .where(sql`favourite_at is not null`),
    index("post_trashed")
      .on(table.trashedAt)
      .where(sql`trashed_at is not null`),
  ],
);

/** One locality-sensitive-hashing band of a post's MinHash: posts sharing a row here may say the same. */
export const minhashBand = postsSchema.table(
  "minhash_band",
  {
    band: smallint().notNull(),
    hash: bigint({ mode: "bigint" }).notNull(),
    postId: uuid("post_id")
      .notNull()
      .references(() => post.id, { onDelete: "cascade" }),
  },
  (table) => [
    primaryKey({ columns: [table.band, table.hash, table.postId] }),
    index("minhash_band_post").on(table.postId),
  ],
);

/** The full MinHash signature, to measure a candidate's similarity. */
export const minhash = postsSchema.table("minhash", {
  postId: uuid("post_id")
    .primaryKey()
    .references(() => post.id, { onDelete: "cascade" }),
  signature: integer().array().notNull(),
});

/** One run of a search; its id is the engine's run id. */
export const collection = postsSchema.table(
  "collection",
  {
    id: text().primaryKey(),
    source: text().$type<SourceId>().notNull(),
    keywords: text().notNull(),
    maxPosts: integer("max_posts").notNull(),
    rules: text().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    endedAt: instant("ended_at"),
    /** Set with endedAt; while it is null the run's own status is the truth. */
    outcome: text().$type<"succeeded" | "failed" | "cancelled" | "paused">(),
    wall: text().$type<WallKind>(),
    message: text(),
  },
  (table) => [index("collection_created").on(table.createdAt.desc(), table.id.desc())],
);

/** What one page gave; the collection's counts are sums of these, so a page saved twice counts once. */
export const collectionPage = postsSchema.table(
  "collection_page",
  {
    collectionId: text("collection_id").notNull(),
    page: integer().notNull(),
    seen: integer().notNull(),
    saved: integer().notNull(),
    rejected: integer().notNull(),
    problems: jsonb().$type<string[]>().notNull(),
    savedAt: instant("saved_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.collectionId, table.page] })],
);

/** Why a source is paused, until a person resumes it. No row: never used, and free to run. */
export const sourceState = postsSchema.table("source_state", {
  source: text().$type<SourceId>().primaryKey(),
  wall: text().$type<WallKind>(),
  message: text(),
  pausedAt: instant("paused_at"),
  lastCollectedAt: instant("last_collected_at"),
});
