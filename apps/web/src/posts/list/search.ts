import type { PostFilters, PostSummary } from "@millrace/posts/contract";
import { fold, searchWords } from "../../shared/text/segments.ts";
import { categories, sorts, sourceIds, verdicts } from "../words.ts";

/** Which list: all posts, the favourites, or the trash. */
export type View = "all" | "favourites" | "trash";

/** What the address says after "?"; everything absent by default, so that a plain address stays plain. */
export interface PostSearch {
  q?: string;
  verdict?: PostFilters["verdict"];
  category?: PostFilters["category"];
  language?: string;
  source?: PostFilters["source"];
  author?: string;
  collection?: string;
  favourite?: true;
  /** First and last day of publication, "2026-11-21", in the reader's time zone. */
  since?: string;
  until?: string;
  sort?: Exclude<PostFilters["sort"], "collected">;
}

/** Changes the address; undefined takes a filter away. */
export type ChangeSearch = (change: { [Key in keyof PostSearch]?: PostSearch[Key] | undefined }) => void;

function text(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const cut = String(value).slice(0, maxLength);
  return cut === "" ? undefined : cut;
}

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((candidate) => candidate === value);
}

function day(value: unknown): string | undefined {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/u.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;
}

/** Reads an address leniently: what it does not understand is left out. */
export function readSearch(raw: Record<string, unknown>): PostSearch {
  const sort = oneOf(sorts, raw["sort"]);
  return withoutAbsent({
    q: text(raw["q"], 200),
    verdict: oneOf(verdicts, raw["verdict"]),
    category: oneOf(categories, raw["category"]),
    language: text(raw["language"], 8),
    source: oneOf(sourceIds, raw["source"]),
    author: text(raw["author"], 200),
    collection: text(raw["collection"], 100),
    favourite: raw["favourite"] === true ? true : undefined,
    since: day(raw["since"]),
    until: day(raw["until"]),
    sort: sort === "collected" ? undefined : sort,
  });
}

type Absentable<T> = { [Key in keyof T]?: T[Key] | undefined };

/** Leaves out the keys whose value is undefined. */
export function withoutAbsent<T extends object>(values: Absentable<T>): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/** The filters of the API for an address: days become instants; `until` includes its whole day. */
export function filtersOf(search: PostSearch, view: View): PostFilters {
  const { collection, favourite, since, until, ...same } = search;
  const onlyFavourites = view === "favourites" || favourite === true;
  return withoutAbsent<PostFilters>({
    ...same,
    collection_id: collection,
    favourite: onlyFavourites ? "true" : undefined,
    trashed: view === "trash" ? "true" : undefined,
    since: since === undefined ? undefined : startOfDay(since, 0),
    until: until === undefined ? undefined : startOfDay(until, 1),
  });
}

function startOfDay(isoDay: string, daysLater: number): string {
  const date = new Date(`${isoDay}T00:00:00`);
  date.setDate(date.getDate() + daysLater);
  return date.toISOString();
}

/** How many filters narrow the list (sort is none, nor is the text search). */
export function countFilters(search: PostSearch): number {
  const { q: _q, sort: _sort, ...rest } = search;
  return Object.keys(rest).length;
}

/** Whether a post that just arrived belongs to a list. Only exact for lists without text search; with one, it is a good guess the server settles. */
export function belongsTo(post: PostSummary, filters: PostFilters): boolean {
  return sameChoices(post, filters) && inPeriod(post, filters) && hasWords(post, filters);
}

function sameChoices(post: PostSummary, filters: PostFilters): boolean {
  const same = (["verdict", "category", "language", "source"] as const).every(
    (name) => filters[name] === undefined || filters[name] === post[name],
  );
  const favourite = filters.favourite === undefined || (filters.favourite === "true") === post.favourite;
  return same && favourite && (filters.trashed === "true") === post.trashed;
}

function inPeriod(post: PostSummary, filters: PostFilters): boolean {
  if (filters.since === undefined && filters.until === undefined) return true;
  if (post.published_at === null) return false;
  const at = Date.parse(post.published_at);
  return (
    (filters.since === undefined || at >= Date.parse(filters.since)) &&
    (filters.until === undefined || at < Date.parse(filters.until))
  );
}

function hasWords(post: PostSummary, filters: PostFilters): boolean {
  const name = fold(post.author.name ?? "");
  if (filters.author !== undefined && !name.includes(fold(filters.author))) return false;
  const words = searchWords(filters.q ?? "");
  const all = `${name} ${fold(post.text ?? "")}`;
  return words.every((word) => all.includes(word));
}
