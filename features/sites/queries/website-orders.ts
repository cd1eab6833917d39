import { invalidCursor, pageCursor } from "@millrace/platform/db";
import { z } from "zod";
import { websiteStatus, type WebsiteOrder } from "../contract.ts";
import { filteredStatus } from "./filter-websites.ts";

/** What a list of websites is sorted by; the row is `w`, and `m` its newest reading of the metric, where it is one. */
interface SortKey {
  key: string;
  /** Unknown values come last, whatever the direction. */
  isNullable: boolean;
  /** SQL of the key as a place holds it: a number or text. */
  toPlace: (key: string) => string;
  /** And back, from a placeholder. */
  fromPlace: (value: string) => string;
}

const asText = { toPlace: (key: string) => key, fromPlace: (value: string) => `${value}::text` };
const asNumber = {
  toPlace: (key: string) => `(${key})::float8`,
  fromPlace: (value: string) => `${value}::float8`,
};
/** Microseconds, as the database keeps them. */
const asTime = {
  toPlace: (key: string) => `(extract(epoch from ${key}) * 1000000)::float8`,
  fromPlace: (value: string) => `(timestamptz 'epoch' + ${value}::float8 * interval '1 microsecond')`,
};

const statusOrder = `array[${websiteStatus.options.map((status) => `'${status}'`).join(", ")}]`;

const fixedKeys: Readonly<Record<string, SortKey>> = {
  domain: { key: "w.domain", isNullable: false, ...asText },
  status: { key: `array_position(${statusOrder}, ${filteredStatus})`, isNullable: false, ...asNumber },
  last_measured_at: { key: "w.last_measured_at", isNullable: true, ...asTime },
  created_at: { key: "w.created_at", isNullable: false, ...asTime },
  coverage: { key: "w.obtained::float8 / nullif(w.expected, 0)", isNullable: true, ...asNumber },
};

/** A metric's value; an interval stands at its middle, a bound where it is. */
const metricKey: SortKey = {
  key: "coalesce(m.value, (m.low + m.high) / 2, m.low, m.high)",
  isNullable: true,
  ...asNumber,
};

/** How one order is written in SQL. */
export interface SortedList {
  /** null: no metric to join. */
  metric: string | null;
  /** SQL of what it is sorted by. */
  key: string;
  /** What follows `order by`, where `key` is the name or the expression of the key; the row is `w`. */
  orderBy(key: string): string;
  /** The place of a row, to be selected. */
  place: string;
  /** SQL condition for what comes after a place, whose value and id are these placeholders. */
  after(place: Place, value: string, id: string): string;
}

export function sortedList({ sort, direction }: Pick<WebsiteOrder, "sort" | "direction">): SortedList {
  const isFixed = Object.hasOwn(fixedKeys, sort);
  const { key, isNullable, toPlace, fromPlace } = fixedKeys[sort] ?? metricKey;
  const later = direction === "asc" ? ">" : "<";
  return {
    metric: isFixed ? null : sort,
    key,
    orderBy: (named) => `${named} ${direction}${isNullable ? " nulls last" : ""}, w.id`,
    place: toPlace(key),
    after: (place, value, id) => {
      if (place.value === null) return `${key} is null and ${value}::text is null and w.id > ${id}::uuid`;
      const at = fromPlace(value);
      const isAfter = `${key} ${later} ${at} or (${key} = ${at} and w.id > ${id}::uuid)`;
      return isNullable ? `(${isAfter} or ${key} is null)` : `(${isAfter})`;
    },
  };
}

/** Place in a sorted list: its order, the last row's value and id. */
const place = z.object({
  sort: z.string().max(60),
  direction: z.enum(["asc", "desc"]),
  value: z.union([
    z
      .string()
      .max(300)
      .regex(/^[\x21-\x7e]*$/u),
    z.number(),
    z.null(),
  ]),
  id: z.uuid(),
});
export type Place = z.infer<typeof place>;

const placeCursor = pageCursor(place);

export const encodePlace = (last: Place): string => placeCursor.encode(last);

/** null for the first page. Throws `invalid_cursor` for a place of another order. */
export function decodePlace(
  cursor: string | undefined,
  { sort, direction }: Pick<WebsiteOrder, "sort" | "direction">,
): Place | null {
  const found = placeCursor.decode(cursor);
  if (found === null) return null;
  const isText = typeof found.value === "string";
  const isTime = sort === "last_measured_at" || sort === "created_at";
  const isPossible =
    found.sort === sort &&
    found.direction === direction &&
    isText === (sort === "domain") &&
    (!isTime || found.value === null || Math.abs(Number(found.value)) < latestTime);
  if (!isPossible) throw invalidCursor();
  return found;
}

/** Year 2100 or so, microseconds: beyond what Postgres keeps, a text of somebody's would be an error of the query. */
const latestTime = 4.2e15;
