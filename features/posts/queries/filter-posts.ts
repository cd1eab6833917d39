import type { PostFilters } from "../contract.ts";
import { wordsOf } from "./search-words.ts";

/** SQL text and its values, grown together so that a value never becomes SQL. */
export class Conditions {
  readonly values: unknown[] = [];
  readonly #parts: string[] = [];

  /** Adds `text` with each `?` replaced by the placeholder of the next value. */
  add(text: string, ...values: unknown[]): void {
    let index = 0;
    this.#parts.push(text.replaceAll("?", () => this.placeholder(values[index++])));
  }

  /** The placeholder of one more value, for use outside `where`. */
  placeholder(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** `where …`, or nothing when there is no condition. */
  get where(): string {
    return this.#parts.length === 0 ? "" : `where ${this.#parts.join(" and ")}`;
  }
}

/** Columns compared for equality, by filter name. */
const equalities = {
  verdict: "verdict",
  category: "category",
  language: "language",
  source: "source",
  collection_id: "collection_id",
} as const;

/** The condition of a list's filters; the trash is left out unless asked for. */
export function postConditions(filters: PostFilters): Conditions {
  const conditions = new Conditions();
  conditions.add(filters.trashed === "true" ? "trashed_at is not null" : "trashed_at is null");
  for (const [name, column] of Object.entries(equalities)) {
    const value = filters[name as keyof typeof equalities];
    if (value !== undefined) conditions.add(`${column} = ?`, value);
  }
  addMarks(conditions, filters);
  // As a number: Postgres refuses years and offsets that ISO 8601 allows.
  if (filters.since !== undefined)
    conditions.add("published_at >= to_timestamp(?::float8)", epochSeconds(filters.since));
  if (filters.until !== undefined)
    conditions.add("published_at < to_timestamp(?::float8)", epochSeconds(filters.until));
  addSearch(conditions, filters.q);
  return conditions;
}

function addMarks(conditions: Conditions, { favourite, author }: PostFilters): void {
  if (favourite !== undefined)
    conditions.add(`favourite_at is ${favourite === "true" ? "not null" : "null"}`);
  if (author !== undefined) conditions.add("author_name ilike ?", `%${escapeLike(author)}%`);
}

/** Every word must begin some word of the post: "juri lyo" finds "juriste à Lyon". */
function addSearch(conditions: Conditions, query: string | undefined): void {
  if (query === undefined || query.trim() === "") return;
  const words = wordsOf(query);
  // Asked for something with no word in it ("!!!"): no post says that.
  if (words.length === 0) conditions.add("false");
  else
    conditions.add(
      "search @@ to_tsquery('simple', ?)",
      words.map((word) => `${word.slice(0, longestWord)}:*`).join(" & "),
    );
}

/** Postgres accepts words of up to 2,046 bytes in a query; folding can make one letter eighteen. */
const longestWord = 200;

function epochSeconds(time: string): number {
  return Date.parse(time) / 1_000;
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (character) => `\\${character}`);
}
