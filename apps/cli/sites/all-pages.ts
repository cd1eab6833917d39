import { z } from "zod";
import type { ServerAccess } from "../running-server.ts";
import { withQuery } from "../shared/with-query.ts";
import { callSites } from "./call-sites.ts";

/** As many as the API gives at once. */
const perPage = 200;

/** Items of a paged list, one page after the other, up to `limit`. */
export async function* allPages<Schema extends z.ZodType>(
  item: Schema,
  server: ServerAccess,
  path: string,
  filter: Readonly<Record<string, string | number | undefined>>,
  limit: number | null,
): AsyncGenerator<z.output<Schema>[]> {
  const page = z.object({ items: z.array(item), next_cursor: z.string().nullable() });
  let left = limit ?? Infinity;
  let cursor: string | undefined;
  while (left > 0) {
    const query = { ...filter, limit: Math.min(perPage, left), cursor };
    const { items, next_cursor: next } = await callSites(page, server, withQuery(path, query));
    left -= items.length;
    yield items;
    if (next === null) return;
    cursor = next;
  }
}
