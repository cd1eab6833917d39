import type { PostDetail } from "@millrace/posts/contract";
import type { Formatters } from "../../shared/i18n/format.ts";

/** Every value with evidence, in reading order; fields we do not list come after by name. */
const order = [
  "text",
  "author.name",
  "author.headline",
  "author.kind",
  "author.profile_url",
  "company",
  "published_at",
  "language",
  "reactions",
  "comments",
  "reposts",
  "reshared",
  "mentions",
  "hashtags",
  "media",
  "is_promoted",
  "edited",
  "urn",
  "permalink",
];

export function fieldsOf(post: PostDetail): string[] {
  const names = new Set([...Object.keys(post.evidence), ...Object.keys(post.unknown)]);
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...names].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

/** The value at "author.name" in the post; undefined when the contract has no such place. */
function valueAt(post: PostDetail, field: string): unknown {
  return field
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      post,
    );
}

interface ValueWords {
  yes: string;
  no: string;
  none: string;
  company: string;
  person: string;
}

/** A field's value in one line; null when it is unknown. An empty list was read as empty when it has evidence. */
export function valueText(
  post: PostDetail,
  field: string,
  format: Formatters,
  words: ValueWords,
): string | null {
  const value = valueAt(post, field);
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return listText(value, post, field, words);
  if (typeof value === "number") return format.number(value);
  if (typeof value === "boolean") return value ? words.yes : words.no;
  return typeof value === "string" ? stringText(value, field, format, words) : itemText(value);
}

/** The items; "none" where a place was read and held none; null where nothing was read. */
function listText(
  items: readonly unknown[],
  post: PostDetail,
  field: string,
  words: ValueWords,
): string | null {
  if (items.length > 0) return items.map(itemText).join(", ");
  return Object.hasOwn(post.evidence, field) ? words.none : null;
}

function stringText(value: string, field: string, format: Formatters, words: ValueWords): string {
  if (field === "published_at") return format.dateTime(value);
  if (field === "author.kind" && (value === "company" || value === "person")) return words[value];
  return field === "language" ? format.languageName(value) : value;
}

function itemText(item: unknown): string {
  if (typeof item === "string") return item;
  if (typeof item !== "object" || item === null) return "";
  const known = item as Record<string, unknown>;
  return (
    (["text", "title", "alt", "kind"]
      .map((name) => known[name])
      .find((text) => typeof text === "string" && text !== "") as string | undefined) ?? ""
  );
}

const reasonKinds = {
  not_on_page: "notOnPage",
  none_on_page: "notOnPage",
  no_text: "noText",
  no_text_of_its_own: "noText",
  cut_on_page: "cut",
  too_short: "tooShort",
  only_followers: "onlyFollowers",
  shown_because: "shownBecause",
  approximate: "approximate",
  conflict: "conflict",
} as const;

export interface UnknownReason {
  kind: (typeof reasonKinds)[keyof typeof reasonKinds] | "other";
  /** What the page says instead of the value. */
  raw: string;
}

/** Reads the contract's reasons: "not_on_page", "approximate:1.2K", "conflict:…". One it does not know is shown as it is. */
export function reasonOf(reason: string): UnknownReason {
  const [name = "", ...rest] = reason.split(":");
  const kind = Object.hasOwn(reasonKinds, name) ? reasonKinds[name as keyof typeof reasonKinds] : null;
  return kind === null ? { kind: "other", raw: reason } : { kind, raw: rest.join(":") };
}
