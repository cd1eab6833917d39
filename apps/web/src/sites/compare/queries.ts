import type { Workspace } from "@millrace/sites/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { sitesApi } from "../api.ts";
import { siteKeys } from "../queries.ts";

export function useComparison(websiteIds: readonly string[]) {
  return useQuery({
    queryKey: [...siteKeys.comparisons, websiteIds],
    queryFn: ({ signal }) => sitesApi.compare(websiteIds, signal),
    enabled: websiteIds.length > 0,
    placeholderData: keepPreviousData,
  });
}

/** The first websites that a text finds, to add one to a comparison. */
export function useFoundWebsites(text: string, workspace: Workspace) {
  return useQuery({
    queryKey: [...siteKeys.comparisons, "find", workspace, text],
    queryFn: ({ signal }) =>
      sitesApi.list(
        { workspace, archived: "false", q: text },
        { sort: "domain", direction: "asc" },
        { limit: 8, cursor: null },
        signal,
      ),
    enabled: text !== "",
  });
}
