import type { Website, WebsiteChange } from "@millrace/sites/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { notifyProblem } from "../../shared/notify.ts";
import { sitesApi } from "../api.ts";
import { replaceWebsites } from "../list/queries.ts";
import { siteKeys } from "../queries.ts";

export function useWebsite(websiteId: string) {
  return useQuery({
    queryKey: siteKeys.website(websiteId),
    queryFn: ({ signal }) => sitesApi.get(websiteId, signal),
  });
}

export function useReadings(websiteId: string) {
  return useQuery({
    queryKey: siteKeys.readings(websiteId),
    queryFn: ({ signal }) => sitesApi.readings(websiteId, signal),
  });
}

export function useHistory(websiteId: string) {
  return useQuery({
    queryKey: siteKeys.history(websiteId),
    queryFn: ({ signal }) => sitesApi.history(websiteId, signal),
  });
}

/** Changes one website, by any of the calls that answer with its new state. */
function useWebsiteMutation<Input>(send: (input: Input) => Promise<Website>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (website) => {
      replaceWebsites(client, [website]);
      void client.invalidateQueries({ queryKey: siteKeys.lists });
      void client.invalidateQueries({ queryKey: siteKeys.summaries });
    },
  });
}

export const useChangeWebsite = (websiteId: string) =>
  useWebsiteMutation((change: WebsiteChange) => sitesApi.change(websiteId, change));

export function useArchiveWebsite(websiteId: string) {
  const archive = useWebsiteMutation((on: boolean) => sitesApi.setArchived(websiteId, on));
  return { ...archive, set: (on: boolean) => archive.mutate(on, { onError: notifyProblem }) };
}
