import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from "@tanstack/react-query";
import type { Session, Workspace } from "@millrace/sites/contract";
import type { Page } from "../../shared/api/types.ts";
import { notifyDone, notifyProblem } from "../../shared/notify.ts";
import { scrapingApi } from "../scraping-api.ts";
import type { Outcome } from "./outcomes.ts";

const sessionsPerPage = 50;
const websitesPerPage = 50;

export const sessionKeys = {
  lists: ["scraping", "sessions"],
  details: ["scraping", "session"],
  websites: ["scraping", "session-websites"],
  detail: (sessionId: string) => ["scraping", "session", sessionId],
} as const;

type Lists = InfiniteData<Page<Session>, string | null>;

export function useSessions(workspace: Workspace) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: [...sessionKeys.lists, workspace],
      queryFn: ({ pageParam, signal }) =>
        scrapingApi.sessions.list(workspace, { limit: sessionsPerPage, cursor: pageParam }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next_cursor,
    }),
  );
}

export function useScrapingSession(sessionId: string) {
  return useQuery(
    queryOptions({
      queryKey: sessionKeys.detail(sessionId),
      queryFn: ({ signal }) => scrapingApi.sessions.get(sessionId, signal),
    }),
  );
}

export function useSessionWebsites(sessionId: string, outcome: Outcome | undefined) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: [...sessionKeys.websites, sessionId, outcome ?? "any"],
      queryFn: ({ pageParam, signal }) =>
        scrapingApi.sessions.websites(
          sessionId,
          outcome,
          { limit: websitesPerPage, cursor: pageParam },
          signal,
        ),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next_cursor,
    }),
  );
}

/** Pauses, resumes or cancels a session, says so, and reads it again. */
export function useSessionAct(act: "pause" | "resume" | "cancel", message: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sessionId: string) => scrapingApi.sessions[act](sessionId),
    onSuccess: () => notifyDone(message),
    onError: notifyProblem,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: sessionKeys.details }),
        client.invalidateQueries({ queryKey: sessionKeys.lists }),
      ]),
  });
}

/** Writes sessions into what is loaded; unknown ones come on top of their workspace's list. */
export function replaceSessions(client: QueryClient, sessions: readonly Session[]): void {
  for (const session of sessions) {
    client.setQueryData<Session>(sessionKeys.detail(session.id), session);
    client.setQueryData<Lists>([...sessionKeys.lists, session.workspace], (data) =>
      withSession(data, session),
    );
  }
}

function withSession(data: Lists | undefined, session: Session): Lists | undefined {
  if (data === undefined) return data;
  const isKnown = data.pages.some((page) => page.items.some(({ id }) => id === session.id));
  return {
    ...data,
    pages: data.pages.map((page, index) => ({
      ...page,
      items: isKnown
        ? page.items.map((item) => (item.id === session.id ? session : item))
        : index === 0
          ? [session, ...page.items]
          : page.items,
    })),
  };
}

export const isActive = ({ status }: Session) => status === "queued" || status === "running";
export const hasEnded = ({ status }: Session) =>
  status === "succeeded" || status === "failed" || status === "cancelled";
/** It ended, and nothing was obtained: no green tick for that. */
export const hasOnlyFailures = (session: Session) =>
  session.status === "succeeded" && session.total > 0 && session.by_outcome.failed === session.total;
