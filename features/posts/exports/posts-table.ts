import type { ExportTable } from "@millrace/platform/exports";
import type { PostDetail } from "../contract.ts";

const columns: ExportTable<PostDetail>["columns"] = [
  {
    name: "id",
    type: "text",
    description: "Id of the post in this product (UUID)",
    value: (post) => post.id,
  },
  { name: "urn", type: "text", description: "Id of the post on its site", value: (post) => post.urn },
  {
    name: "permalink",
    type: "text",
    description: "Canonical address of the post",
    value: (post) => post.permalink,
  },
  { name: "author_name", type: "text", description: "Author as shown", value: (post) => post.author.name },
  { name: "author_kind", type: "text", description: "person or company", value: (post) => post.author.kind },
  {
    name: "author_headline",
    type: "text",
    description: "Line under the author's name",
    value: (post) => post.author.headline,
  },
  {
    name: "author_url",
    type: "text",
    description: "Author's page",
    value: (post) => post.author.profile_url,
  },
  { name: "text", type: "text", description: "Text of the post", isLong: true, value: (post) => post.text },
  {
    name: "published_at",
    type: "timestamp",
    description: "When it was published (UTC)",
    value: (post) => post.published_at,
  },
  {
    name: "collected_at",
    type: "timestamp",
    description: "When it was collected (UTC)",
    value: (post) => post.collected_at,
  },
  { name: "language", type: "text", description: "ISO 639-1 code", value: (post) => post.language },
  { name: "verdict", type: "text", description: "kept or rejected", value: (post) => post.verdict },
  {
    name: "category",
    type: "text",
    description: "relevant, or why it was rejected",
    value: (post) => post.category,
  },
  {
    name: "score",
    type: "decimal",
    description: "0 to 1: how strongly the rules point to relevant",
    value: (post) => post.score,
  },
  {
    name: "deciding_terms",
    type: "text",
    description: "Terms that decided, separated by semicolons",
    value: (post) => post.classification.terms.map((term) => term.term).join("; "),
  },
  { name: "rules", type: "text", description: "Rule set that judged it", value: (post) => post.rules },
  { name: "reactions", type: "integer", description: "Number of reactions", value: (post) => post.reactions },
  { name: "comments", type: "integer", description: "Number of comments", value: (post) => post.comments },
  { name: "reposts", type: "integer", description: "Number of reposts", value: (post) => post.reposts },
  {
    name: "hashtags",
    type: "json",
    description: "Hashtags as written",
    value: (post) => post.hashtags.map((span) => span.text),
  },
  {
    name: "mentions",
    type: "json",
    description: "People and companies mentioned",
    value: (post) => post.mentions.map((span) => span.text),
  },
  {
    name: "media",
    type: "json",
    description: "Images, videos, documents and articles",
    value: (post) => post.media,
  },
  { name: "is_repost", type: "boolean", description: "Shares another post", value: (post) => post.is_repost },
  {
    name: "reshared_permalink",
    type: "text",
    description: "Address of the shared post",
    value: (post) => post.reshared?.permalink ?? null,
  },
  { name: "is_promoted", type: "boolean", description: "Paid placement", value: (post) => post.is_promoted },
  { name: "edited", type: "boolean", description: "Edited after publication", value: (post) => post.edited },
  { name: "favourite", type: "boolean", description: "Marked as favourite", value: (post) => post.favourite },
  { name: "trashed", type: "boolean", description: "In the trash", value: (post) => post.trashed },
  { name: "source", type: "text", description: "Source it was collected from", value: (post) => post.source },
  {
    name: "source_file",
    type: "text",
    description: "Page or file it was read from",
    value: (post) => post.source_file,
  },
  {
    name: "snapshot_hash",
    type: "text",
    description: "SHA-256 of the saved page",
    value: (post) => post.snapshot_hash,
  },
  {
    name: "collection_id",
    type: "text",
    description: "Run that collected it",
    value: (post) => post.collection_id,
  },
  {
    name: "is_demo",
    type: "boolean",
    description: "Invented record of the demo mode",
    value: (post) => post.is_demo,
  },
];

/** Posts as they are exported. */
export const postsTable: ExportTable<PostDetail> = { name: "posts", columns };
