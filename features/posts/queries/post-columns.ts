import { isoTime } from "./iso-time.ts";

/** One column of `posts.post`, as far as the statements that write and show whole posts differ about it. */
interface PostColumn {
  type: "uuid" | "text" | "timestamptz" | "int" | "real" | "boolean" | "jsonb";
  /** Said by the page, so that reading it again writes it again; else said once, by the collecting. */
  isOfPage?: true;
  /** In lists and in details, or in details only; else not at all. */
  shownIn?: "list" | "detail";
}

/** What saving a post writes, in the order of the table. The mark columns are people's and not among them. */
const postColumns = {
  id: { type: "uuid", shownIn: "list" },
  dedupe_key: { type: "text", isOfPage: true },
  urn: { type: "text", isOfPage: true, shownIn: "list" },
  permalink: { type: "text", isOfPage: true, shownIn: "list" },
  author_name: { type: "text", isOfPage: true, shownIn: "list" },
  author_kind: { type: "text", isOfPage: true, shownIn: "list" },
  author_profile_url: { type: "text", isOfPage: true, shownIn: "list" },
  author_headline: { type: "text", isOfPage: true, shownIn: "list" },
  text: { type: "text", isOfPage: true, shownIn: "list" },
  search_text: { type: "text", isOfPage: true },
  published_at: { type: "timestamptz", isOfPage: true, shownIn: "list" },
  collected_at: { type: "timestamptz", shownIn: "list" },
  language: { type: "text", isOfPage: true, shownIn: "list" },
  reactions: { type: "int", isOfPage: true, shownIn: "list" },
  comments: { type: "int", isOfPage: true, shownIn: "list" },
  reposts: { type: "int", isOfPage: true, shownIn: "list" },
  reshared: { type: "jsonb", isOfPage: true, shownIn: "detail" },
  mentions: { type: "jsonb", isOfPage: true, shownIn: "list" },
  hashtags: { type: "jsonb", isOfPage: true, shownIn: "list" },
  media: { type: "jsonb", isOfPage: true, shownIn: "detail" },
  is_promoted: { type: "boolean", isOfPage: true, shownIn: "list" },
  edited: { type: "boolean", isOfPage: true, shownIn: "detail" },
  evidence: { type: "jsonb", isOfPage: true, shownIn: "detail" },
  trust: { type: "jsonb", isOfPage: true, shownIn: "detail" },
  unknown: { type: "jsonb", isOfPage: true, shownIn: "detail" },
  source: { type: "text", shownIn: "list" },
  is_demo: { type: "boolean", shownIn: "list" },
  source_file: { type: "text", shownIn: "detail" },
  snapshot_hash: { type: "text", shownIn: "detail" },
  page_url: { type: "text" },
  page_content_type: { type: "text" },
  collection_id: { type: "text", shownIn: "detail" },
  rules: { type: "text", shownIn: "detail" },
  verdict: { type: "text", isOfPage: true, shownIn: "list" },
  category: { type: "text", isOfPage: true, shownIn: "list" },
  score: { type: "real", isOfPage: true, shownIn: "list" },
  terms: { type: "jsonb", isOfPage: true, shownIn: "detail" },
} as const satisfies Record<string, PostColumn>;

const columns: [name: string, column: PostColumn][] = Object.entries(postColumns);

/** SQL for a set of columns: to name them, and to read them from JSON (`as row(…)`). */
interface ColumnLists {
  names: string;
  definitions: string;
}

/** Every column that saving a post writes. */
export const savedColumns = listsOf(() => true);

/** Those that a page says, which reading it again writes again. */
export const pageColumns = listsOf((column) => column.isOfPage === true);

/** What lists show. */
export const summaryColumns = `${shown("list")},
  reshared is not null as is_repost, favourite_at is not null as favourite, trashed_at is not null as trashed`;

/** What the detail page and exports show. */
export const detailColumns = `${summaryColumns}, ${shown("detail")}`;

/** What the stream of posts gives: the above without what tells how a value was found. */
export const recordColumns = `${summaryColumns}, ${shown("detail", ["evidence", "trust", "unknown", "terms"])}`;

function listsOf(isAmong: (column: PostColumn) => boolean): ColumnLists {
  const among = columns.filter(([, column]) => isAmong(column));
  return {
    names: among.map(([name]) => name).join(", "),
    definitions: among.map(([name, { type }]) => `${name} ${type}`).join(", "),
  };
}

function shown(where: "list" | "detail", leftOut: readonly (keyof typeof postColumns)[] = []): string {
  return columns
    .filter(([name, { shownIn }]) => shownIn === where && !leftOut.some((each) => each === name))
    .map(([name, { type }]) => {
      if (type === "timestamptz") return isoTime(name);
      return type === "uuid" ? `${name}::text` : name;
    })
    .join(", ");
}
