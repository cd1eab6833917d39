import type { Website, WebsiteFilters, WebsiteOrder } from "@millrace/sites/contract";
import {
  keepPreviousData,
  useInfiniteQuery,
  type InfiniteData,
  type QueryClient,
} from "@tanstack/react-query";
import type { Page } from "../../shared/api/types.ts";
import { sitesApi } from "../api.ts";
import { siteKeys } from "../queries.ts";

/** Websites per request: about four screens. */
const pageSize = 100;

type Lists = InfiniteData<Page<Website>, string | null>;

export function useWebsiteList(filters: WebsiteFilters, order: WebsiteOrder) {
  return useInfiniteQuery({
    queryKey: [...siteKeys.lists, filters, order],
    queryFn: ({ pageParam, signal }) =>
      sitesApi.list(filters, order, { limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    // Another order or metric of the curve shows the old rows until the new ones are here, and does not blink.
    placeholderData: keepPreviousData,
  });
}

/** The websites of all loaded pages, each once: between two pages one may have changed its place. */
export function websitesOf(data: InfiniteData<Page<Website>> | undefined): Website[] {
  const byId = new Map<string, Website>();
  for (const page of data?.pages ?? [])
    for (const website of page.items) if (!byId.has(website.id)) byId.set(website.id, website);
  return [...byId.values()];
}

/** Writes the new state of websites into every loaded list, where they stand; their curve stays until the list is read again. */
export function replaceWebsites(client: QueryClient, websites: readonly Website[]): void {
  const changed = new Map(websites.map((website) => [website.id, website]));
  client.setQueriesData<Lists>(
    { queryKey: siteKeys.lists },
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({
          ...page,
          items: page.items.map((old) => {
            const fresh = changed.get(old.id);
            return fresh === undefined ? old : { ...fresh, trend: fresh.trend ?? old.trend };
          }),
        })),
      },
  );
  for (const website of websites)
    client.setQueryData<Website>(siteKeys.website(website.id), (old) => old && { ...old, ...website });
}
