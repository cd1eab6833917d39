import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SourceHealth } from "@millrace/posts/contract";
import { api } from "../../shared/api/client.ts";
import { notifyProblem } from "../../shared/notify.ts";

export function sourcesOptions() {
  return queryOptions({ queryKey: ["sources"], queryFn: ({ signal }) => api.sources.list(signal) });
}

export function useSources() {
  return useQuery(sourcesOptions());
}

/** The sources of this installation that can be searched; null until they are known. */
export function useSearchableSources(): SourceHealth[] | null {
  return useSources().data?.items.filter((source) => !source.takes_files) ?? null;
}

export function useResumeSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sourceId: string) => api.sources.resume(sourceId),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }),
    onError: notifyProblem,
  });
}
