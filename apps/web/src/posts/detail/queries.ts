import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../../shared/api/client.ts";
import { postKeys } from "../list/queries.ts";

export function postOptions(postId: string) {
  return queryOptions({
    queryKey: postKeys.detail(postId),
    queryFn: ({ signal }) => api.posts.get(postId, signal),
  });
}

export function usePost(postId: string) {
  return useQuery(postOptions(postId));
}

/** Settles before the saved page is shown in its frame, because a frame does not say when it got a refusal. */
export function useEvidence(postId: string, field: string | null) {
  return useQuery({
    queryKey: ["posts", "evidence", postId, field],
    queryFn: ({ signal }) => api.posts.checkEvidence(postId, field ?? "", signal),
    enabled: field !== null,
    staleTime: Infinity,
  });
}
