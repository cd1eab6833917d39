import { z } from "zod";
import { everybodyBehindTheCounter, thoseWhoWork, type PermissionTable } from "@millrace/identity/contract";
import type { WorkflowDefinition } from "@millrace/engine";

/** What the rest of the house may know of Posts: schemas, types, workflow definitions, events. */

/** Who may look at posts and collections, and who may change or collect them. */
export const postsPermissions = {
  "posts:read": everybodyBehindTheCounter,
  "posts:write": thoseWhoWork,
} as const satisfies PermissionTable;

export const span = z.object({
  /** First code point of the span, counted in Unicode code points (not UTF-16 units). */
  start: z.int().nonnegative(),
  /** Length in code points. */
  length: z.int().positive(),
  text: z.string(),
});
export type Span = z.infer<typeof span>;

/** A count as the page gave it: exact, or approximate ("1.2K" → 1200, approximate). */
export const approximate = z.object({
  field: z.string(),
  raw: z.string(),
  low: z.number(),
  high: z.number(),
});

export const author = z.object({
  name: z.string().nullable(),
  kind: z.enum(["person", "company"]).nullable(),
  profile_url: z.string().nullable(),
  headline: z.string().nullable(),
});
export type Author = z.infer<typeof author>;

export const media = z.object({
  kind: z.enum(["image", "video", "document", "article"]),
  url: z.string().nullable(),
  alt: z.string().nullable(),
  title: z.string().nullable(),
});
export type Media = z.infer<typeof media>;

export const evidenceItem = z.object({
  /** Which of the three places the value came from ("id" = derived from the post's own id, "text" = found in the text). */
  source: z.enum(["json-ld", "embedded-json", "dom", "csv", "id", "text", "url", "detector"]),
  /** JSONPath-like path or CSS selector within the document. */
  path: z.string(),
  /** The raw text at that path, cut to 500 characters. */
  raw: z.string(),
});
export type EvidenceItem = z.infer<typeof evidenceItem>;

export const resharedPost = z.object({
  urn: z.string().nullable(),
  permalink: z.string().nullable(),
  author,
  text: z.string().nullable(),
  published_at: z.string().nullable(),
  /** Pictures, video, document or link of the reshared post; never mixed with the outer post's. */
  media: z.array(media).optional(),
});
export type ResharedPost = z.infer<typeof resharedPost>;

export const extractedPost = z.object({
  urn: z.string().nullable(),
  permalink: z.string().nullable(),
  author,
  text: z.string().nullable(),
  /** ISO 8601 UTC with milliseconds; from the id (`id >> 22`). */
  published_at: z.string().nullable(),
  language: z.string().nullable(),
  reactions: z.int().nullable(),
  comments: z.int().nullable(),
  reposts: z.int().nullable(),
  reshared: resharedPost.nullable(),
  mentions: z.array(span),
  hashtags: z.array(span),
  media: z.array(media),
  is_promoted: z.boolean().nullable(),
  edited: z.boolean().nullable(),
  /** One entry per known field ("author.name", "text", "reactions", …). */
  evidence: z.record(z.string(), evidenceItem),
  /** 0..1 per known field: agreement of the independent sources. */
  trust: z.record(z.string(), z.number().min(0).max(1)),
  /** Why a field is null ("not_on_page", "approximate:1.2K", "conflict:…"), one entry per null field. */
  unknown: z.record(z.string(), z.string()),
  source_file: z.string(),
});
export type ExtractedPost = z.infer<typeof extractedPost>;

export const wallKind = z.enum(["login", "challenge", "consent", "rate_limit", "empty_shell", "not_a_post"]);
export type WallKind = z.infer<typeof wallKind>;

export const wall = z.object({
  wall: wallKind,
  /** What was seen, and what to do. */
  message: z.string(),
  source_file: z.string(),
});
export type Wall = z.infer<typeof wall>;

/** Bytes of one page, JSON answer or archive member, with where they came from. */
export interface SourceDocument {
  /** URL or file name shown to people and printed as `source_file`. */
  name: string;
  url: string | null;
  contentType: string | null;
  bytes: Uint8Array;
  /** HTTP status it was answered with, where known (429 and 999 are walls whatever the body says). */
  status?: number | null;
}

export const verdict = z.enum(["kept", "rejected"]);
export type Verdict = z.infer<typeof verdict>;

export const category = z.enum([
  "relevant",
  "agency",
  "internship",
  "non_recruitment",
  "freelance",
  "external",
  "stale",
  "other",
]);
export type Category = z.infer<typeof category>;

export const decidingTerm = z.object({
  term: z.string(),
  category,
  weight: z.number(),
  spans: z.array(span),
});

export const classification = z.object({
  verdict,
  category,
  /** 0..1: how strongly the rules point to `relevant`. */
  score: z.number(),
  /** The deciding terms with their spans in the text (code points). */
  terms: z.array(decidingTerm),
});
export type Classification = z.infer<typeof classification>;

export const sourceId = z.enum(["linkedin-demo", "linkedin-import"]);
export type SourceId = z.infer<typeof sourceId>;

export const postSummary = z
  .object({
    id: z.uuid(),
    urn: z.string().nullable(),
    permalink: z.string().nullable(),
    author,
    text: z.string().nullable(),
    published_at: z.string().nullable(),
    collected_at: z.string(),
    language: z.string().nullable(),
    reactions: z.int().nullable(),
    comments: z.int().nullable(),
    reposts: z.int().nullable(),
    hashtags: z.array(span),
    mentions: z.array(span),
    source: sourceId,
    is_promoted: z.boolean().nullable(),
    is_repost: z.boolean(),
    verdict,
    category,
    score: z.number(),
    favourite: z.boolean(),
    trashed: z.boolean(),
    /** Demo records say so. */
    is_demo: z.boolean(),
  })
  .meta({ id: "PostSummary" });
export type PostSummary = z.infer<typeof postSummary>;

export const postDetail = postSummary
  .extend({
    reshared: resharedPost.nullable(),
    media: z.array(media),
    edited: z.boolean().nullable(),
    classification,
    rules: z.string(),
    evidence: z.record(z.string(), evidenceItem),
    trust: z.record(z.string(), z.number()),
    unknown: z.record(z.string(), z.string()),
    /** SHA-256 of the saved page. */
    snapshot_hash: z.string().nullable(),
    source_file: z.string().nullable(),
    collection_id: z.string().nullable(),
    /** Posts that say nearly the same (MinHash similarity 0..1). */
    near_duplicates: z.array(z.object({ id: z.uuid(), similarity: z.number() })),
  })
  .meta({ id: "PostDetail" });
export type PostDetail = z.infer<typeof postDetail>;

/** A record of the stream `posts`: a post as lists and details show it, its author in fields of their own. */
export const postRecord = postDetail
  .omit({
    author: true,
    classification: true,
    evidence: true,
    trust: true,
    unknown: true,
    near_duplicates: true,
  })
  .extend({
    author_name: author.shape.name,
    author_kind: author.shape.kind,
    author_profile_url: author.shape.profile_url,
    author_headline: author.shape.headline,
  });
export type PostRecord = z.infer<typeof postRecord>;

export const postFilters = z.object({
  q: z.string().max(200).optional().describe("Full-text search in text, author and hashtags"),
  verdict: verdict.optional(),
  category: category.optional(),
  language: z.string().max(8).optional(),
  source: sourceId.optional(),
  author: z.string().max(200).optional(),
  collection_id: z.string().max(100).optional(),
  favourite: z.enum(["true", "false"]).optional(),
  /** Default false: the trash is a page of its own. */
  trashed: z.enum(["true", "false"]).optional(),
  since: z.iso.datetime({ offset: true }).optional().describe("Published at or after"),
  until: z.iso.datetime({ offset: true }).optional().describe("Published before"),
  sort: z
    .enum(["collected", "published", "score", "reactions"])
    .optional()
    .describe("Newest or highest first; default collected"),
});
export type PostFilters = z.infer<typeof postFilters>;

export const collectionRequest = z.object({
  source: sourceId.default("linkedin-demo"),
  keywords: z.string().max(200).default(""),
  /** Stop after this many posts were seen. */
  max_posts: z.int().min(1).max(10_000).default(200),
  rules: z.string().max(60).default("legal-fr"),
});
export type CollectionRequest = z.infer<typeof collectionRequest>;

export const collectionStatus = z.enum(["queued", "running", "succeeded", "failed", "cancelled", "paused"]);

export const collection = z
  .object({
    id: z.string(),
    source: sourceId,
    keywords: z.string(),
    rules: z.string(),
    status: collectionStatus,
    created_at: z.string(),
    ended_at: z.string().nullable(),
    pages: z.int(),
    seen: z.int(),
    saved: z.int(),
    duplicates: z.int(),
    rejected: z.int(),
    progress: z
      .object({
        done: z.number(),
        of: z.number().nullable(),
        unit: z.string(),
        message: z.string().optional(),
      })
      .nullable(),
    wall: wallKind.nullable(),
    message: z.string().nullable(),
    /** What could not be read, in sentences, file by file; at most 100. */
    problems: z.array(z.string()),
  })
  .meta({ id: "Collection" });
export type Collection = z.infer<typeof collection>;

export const stats = z
  .object({
    total: z.int(),
    kept: z.int(),
    rejected: z.int(),
    favourites: z.int(),
    trashed: z.int(),
    today: z.int(),
    per_day: z.array(z.object({ day: z.string(), kept: z.int(), rejected: z.int() })),
    per_category: z.array(z.object({ category, count: z.int() })),
    per_keyword: z.array(z.object({ keyword: z.string(), count: z.int() })),
    per_language: z.array(z.object({ language: z.string().nullable(), count: z.int() })),
    per_source: z.array(z.object({ source: sourceId, count: z.int() })),
  })
  .meta({ id: "Stats" });
export type Stats = z.infer<typeof stats>;

export const sourceHealth = z
  .object({
    id: sourceId,
    /** ok | paused (a wall or a person stopped it) */
    state: z.enum(["ok", "paused"]),
    wall: wallKind.nullable(),
    message: z.string().nullable(),
    /** Requests spent and allowed in the current budget period; null where no budget applies. */
    budget: z.object({ spent: z.number(), allowed: z.number(), period_ms: z.number() }).nullable(),
    last_collected_at: z.string().nullable(),
    is_demo: z.boolean(),
    /** It reads uploaded files (POST /imports) and cannot be searched (POST /collections). */
    takes_files: z.boolean(),
  })
  .meta({ id: "SourceHealth" });
export type SourceHealth = z.infer<typeof sourceHealth>;

/** A file that lies in the object store under its hash, with the Content-Type it was sent with. */
export const uploadedFile = z.object({
  name: z.string(),
  hash: z.string(),
  content_type: z.string().nullable().default(null),
});
export type UploadedFile = z.infer<typeof uploadedFile>;

export const collectPostsInput = collectionRequest.extend({
  /** For sources that take files. */
  files: z.array(uploadedFile).default([]),
});

export const collectPostsOutput = z.object({
  pages: z.int(),
  seen: z.int(),
  saved: z.int(),
  duplicates: z.int(),
  rejected: z.int(),
  wall: wallKind.nullable(),
});

/** Collects one search from one source into the posts table; the run id is the collection id. */
export const collectPosts: WorkflowDefinition<
  z.infer<typeof collectPostsInput>,
  z.infer<typeof collectPostsOutput>
> = {
  id: "collect-posts",
  input: collectPostsInput,
  output: collectPostsOutput,
  queue: "collections",
  onDeploy: "continue",
};

/** Live event types of this feature on GET /api/v1/stream; payloads are the named schemas. */
export const postEvents = {
  /** payload: PostSummary */
  saved: "post.saved",
  /** payload: PostSummary */
  changed: "post.changed",
  /** payload: { id } */
  purged: "post.purged",
  /** payload: Collection */
  collection: "collection.changed",
  /** payload: SourceHealth */
  source: "source.changed",
} as const;
