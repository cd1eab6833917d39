import type { Workspace } from "@millrace/sites/contract";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { sitesApi } from "../api.ts";
import { siteKeys } from "../queries.ts";

const pageSize = 50;

/** Newest first. */
export function useSnapshots(workspace: Workspace) {
  return useInfiniteQuery({
    queryKey: [...siteKeys.snapshots, "list", workspace],
    queryFn: ({ pageParam, signal }) =>
      sitesApi.snapshots.list(workspace, { limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** What restoring would do now; asked afresh each time, because its token holds only until something changes. */
export function useRestorePreview(snapshotId: string) {
  return useQuery({
    queryKey: [...siteKeys.snapshots, "preview", snapshotId],
    queryFn: ({ signal }) => sitesApi.snapshots.preview(snapshotId, signal),
    staleTime: 0,
    gcTime: 0,
  });
}

export function useTakeSnapshot(workspace: Workspace) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => sitesApi.snapshots.take(workspace, reason),
    onSuccess: () => client.invalidateQueries({ queryKey: siteKeys.snapshots }),
  });
}

export function useRestore() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ snapshotId, token }: { snapshotId: string; token: string }) =>
      sitesApi.snapshots.restore(snapshotId, token),
    onSuccess: () => client.invalidateQueries({ queryKey: siteKeys.all }),
  });
}
