import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { notifyDone, notifyProblem } from "../../shared/notify.ts";
import { scrapingApi } from "../scraping-api.ts";

export const providerKeys = { list: ["scraping", "providers"] } as const;

export function useProviders() {
  return useQuery(
    queryOptions({
      queryKey: providerKeys.list,
      queryFn: ({ signal }) => scrapingApi.providers.list(signal),
    }),
  );
}

export function useResumeProvider(message: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (providerId: string) => scrapingApi.providers.resume(providerId),
    onSuccess: () => notifyDone(message),
    onError: notifyProblem,
    onSettled: () => client.invalidateQueries({ queryKey: providerKeys.list }),
  });
}
