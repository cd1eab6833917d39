import type { Classification, PostDetail, PostSummary } from "../contract.ts";

/** A row of `summaryColumns`; dates are ISO 8601 text made by the database. */
export type SummaryRow = Omit<PostSummary, "author"> & {
  author_name: string | null;
  author_kind: "person" | "company" | null;
  author_profile_url: string | null;
  author_headline: string | null;
};

/** A row of `detailColumns`. */
export type DetailRow = SummaryRow &
  Omit<PostDetail, keyof PostSummary | "classification" | "near_duplicates"> & {
    terms: Classification["terms"];
  };

/** A stored row as the API shows it in lists. */
export function toSummary(row: SummaryRow): PostSummary {
  return unflattenAuthor(row);
}

/** A stored row with everything the detail page shows. */
export function toDetail(row: DetailRow, nearDuplicates: PostDetail["near_duplicates"]): PostDetail {
  const { terms, ...rest } = unflattenAuthor(row);
  const { verdict, category, score } = row;
  return { ...rest, classification: { verdict, category, score, terms }, near_duplicates: nearDuplicates };
}

function unflattenAuthor<Row extends SummaryRow>(row: Row) {
  const { author_name, author_kind, author_profile_url, author_headline, ...rest } = row;
  const author = {
    name: author_name,
    kind: author_kind,
    profile_url: author_profile_url,
    headline: author_headline,
  };
  return { ...rest, author };
}
