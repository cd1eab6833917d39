import type { WebsiteFilters } from "../contract.ts";
import { normaliseDomain } from "../websites/normalise-domain.ts";
import { statusAt } from "./website-status.ts";

/** The instant a list is read at, in statements whose parameters begin with `filterParameters`. */
export const filterTime = "$9::timestamptz";

/** SQL for a website's status in such a statement; the row is `w`. */
export const filteredStatus = statusAt("w", filterTime);

/** SQL condition on a row `w` of `sites.website`; its parameters are those of `filterParameters`, $1 to $9. */
export const websiteConditions = `
  w.workspace = $1 and (w.archived_at is not null) = $2
  and ($3::text is null or ${filteredStatus} = $3)
  and ($4::text is null or w.tags @> array[$4])
  and ($5::text is null or w.domain ilike $5 or w.name ilike $5 or w.domain = $6)
  and ($7::float8 is null or w.last_measured_at is null or w.last_measured_at < to_timestamp($7))
  and ($8::text is null or not exists (
    select from sites.metric_latest l where l.website_id = w.id and l.metric = $8 and l.kind is not null))`;

/** `now`: ms since the epoch, which decides what is pending again. */
export function filterParameters(filters: WebsiteFilters, now: number): unknown[] {
  const { workspace, archived, status, tag, q = "", measured_before: before, missing } = filters;
  const words = q.trim();
  const address = normaliseDomain(words);
  return [
    workspace,
    archived === "true",
    status ?? null,
    tag ?? null,
    words === "" ? null : `%${words.replaceAll(/[\\%_]/gu, (character) => `\\${character}`)}%`,
    "domain" in address ? address.domain : null,
    // As a number: Postgres refuses years and offsets that ISO 8601 allows.
    before === undefined ? null : Date.parse(before) / 1_000,
    missing ?? null,
    new Date(now),
  ];
}
