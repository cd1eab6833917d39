import type { Queryable } from "@millrace/platform/events";
import type { Website, WebsiteFilters, WebsiteOrder } from "../contract.ts";
import { filterParameters, filterTime, websiteConditions } from "./filter-websites.ts";
import { websiteColumns } from "./website-columns.ts";
import { decodePlace, encodePlace, sortedList, type Place } from "./website-orders.ts";

export interface WebsitePage {
  items: Website[];
  next_cursor: string | null;
}

export interface WebsiteListing {
  filters: WebsiteFilters;
  order: WebsiteOrder;
  limit: number;
  cursor?: string | undefined;
  /** ms since the epoch: what is pending again is decided by it. */
  now: number;
}

/** One page of websites in the asked order; throws `invalid_cursor` when the cursor is not one of that order. */
export async function listWebsites(db: Queryable, listing: WebsiteListing): Promise<WebsitePage> {
  const { filters, order, limit, cursor, now } = listing;
  const after = decodePlace(cursor, order);
  const list = sortedList(order);
  // After those of the filter: $10 the metric it is sorted by, $11 and $12 the place, $13 the limit, $14 the sparkline's metric.
  const { rows } = await db.query(
    `select ${websiteColumns(filterTime, "$14::text")}, w.place
     from (
       select w.*, ${list.key} as sort_key, ${list.place} as place
       from sites.website w
       left join sites.metric_latest m on $10::text is not null and m.website_id = w.id and m.metric = $10
       where ${websiteConditions}
         and ${after === null ? "coalesce($11::text, $12::text) is null" : list.after(after, "$11", "$12")}
       order by ${list.orderBy(list.key)}
       limit $13
     ) as w
     order by ${list.orderBy("w.sort_key")}`,
    [
      ...filterParameters(filters, now),
      list.metric,
      after?.value ?? null,
      after?.id ?? null,
      limit + 1,
      order.trend ?? null,
    ],
  );
  const found = (rows as (Website & { place: Place["value"] })[]).map(({ place, ...website }) => ({
    website,
    place,
  }));
  const kept = found.slice(0, limit);
  const last = found.length > limit ? kept.at(-1) : undefined;
  const { sort, direction } = order;
  return {
    items: kept.map(({ website }) => website),
    next_cursor:
      last === undefined ? null : encodePlace({ sort, direction, value: last.place, id: last.website.id }),
  };
}

/** Every website of a filter, for exports: read in pages, so memory stays flat. */
export async function* allWebsites(
  db: Queryable,
  listing: Omit<WebsiteListing, "limit" | "cursor">,
): AsyncGenerator<Website> {
  let cursor: string | undefined;
  do {
    const page = await listWebsites(db, { ...listing, limit: 500, cursor });
    yield* page.items;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}
