import type { ImportOutcome, WebsiteImport, Workspace } from "@millrace/sites/contract";
import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from "@tanstack/react-query";
import type { Page } from "../../shared/api/types.ts";
import { notifyProblem } from "../../shared/notify.ts";
import { sitesApi, startImport } from "../api.ts";
import { siteKeys } from "../queries.ts";

const pageSize = 50;
const rowsPerPage = 100;

type Lists = InfiniteData<Page<WebsiteImport>, string | null>;

const listKey = [...siteKeys.imports, "list"] as const;
const detailKey = (importId: string) => [...siteKeys.imports, "detail", importId] as const;

/** Newest first. */
export function useImports(workspace: Workspace) {
  return useInfiniteQuery({
    queryKey: [...listKey, workspace],
    queryFn: ({ pageParam, signal }) =>
      sitesApi.imports.list(workspace, { limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useImport(importId: string | null) {
  return useQuery({
    queryKey: detailKey(importId ?? ""),
    queryFn: ({ signal }) => sitesApi.imports.get(importId ?? "", signal),
    enabled: importId !== null,
  });
}

/** What became of the rows, in the order of the file; `version` is the number of rows read so far, so that new ones are asked for. */
export function useImportRows(importId: string, outcome: ImportOutcome | undefined, version: number) {
  return useInfiniteQuery({
    queryKey: [...siteKeys.imports, "rows", importId, outcome ?? "all", version],
    queryFn: ({ pageParam, signal }) =>
      sitesApi.imports.rows(importId, outcome, { limit: rowsPerPage, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });
}

/** Writes imports into the loaded lists and details; unknown ones come on top. */
export function replaceImports(client: QueryClient, imports: readonly WebsiteImport[]): void {
  const changed = new Map(imports.map((one) => [one.id, one]));
  for (const [key, data] of client.getQueriesData<Lists>({ queryKey: listKey })) {
    if (data === undefined) continue;
    const known = new Set(data.pages.flatMap((page) => page.items.map((item) => item.id)));
    const fresh = imports.filter((one) => !known.has(one.id) && one.workspace === key[3]);
    client.setQueryData<Lists>(key, {
      ...data,
      pages: data.pages.map((page, index) => ({
        ...page,
        items: [...(index === 0 ? fresh : []), ...page.items.map((item) => changed.get(item.id) ?? item)],
      })),
    });
  }
  for (const one of imports) client.setQueryData<WebsiteImport>(detailKey(one.id), one);
}

/** Starts an import and shows it at once. */
export function useStartImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: startImport,
    onSuccess: (started) => replaceImports(client, [started]),
  });
}

/** Stops an import; what it saved stays. */
export function useCancelImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (importId: string) => sitesApi.imports.cancel(importId),
    onSuccess: (stopped) => replaceImports(client, [stopped]),
    onError: notifyProblem,
  });
}

export const isActive = ({ status }: Pick<WebsiteImport, "status">): boolean =>
  status === "queued" || status === "running";
