import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { notifyProblem } from "../../shared/notify.ts";
import { identityApi } from "../api.ts";

export const accountKeys = { sessions: ["account", "sessions"], tokens: ["account", "tokens"] } as const;

export const useSessions = () =>
  useQuery({ queryKey: accountKeys.sessions, queryFn: ({ signal }) => identityApi.sessions.list(signal) });

export const useTokens = () =>
  useQuery({ queryKey: accountKeys.tokens, queryFn: ({ signal }) => identityApi.tokens.list(signal) });

/** A change of the account after which one of its lists is read again. */
export function useAccountChange<Variables>(
  key: (typeof accountKeys)[keyof typeof accountKeys],
  change: (variables: Variables) => Promise<unknown>,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onError: notifyProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
}
