import type { DestinationConnector, SourceConnector } from "@millrace/connect/contract";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { notifyDone, notifyProblem } from "../shared/notify.ts";
import { useSettings } from "../shared/settings.ts";
import { connectApi } from "./api.ts";

/** Everything of Connect in the cache begins with "connect". */
export const connectKeys = {
  all: ["connect"] as const,
  connections: ["connect", "connections"] as const,
  connection: (connectionId: string) => ["connect", "connection", connectionId] as const,
  syncLists: ["connect", "syncs"] as const,
  syncDetails: ["connect", "sync"] as const,
  sync: (syncId: string) => ["connect", "sync", syncId] as const,
  /** What of a sync changes while it runs: rate, pages, dead letters. */
  ofSync: (syncId: string) => ["connect", "of-sync", syncId] as const,
  certificate: (syncId: string) => ["connect", "certificate", syncId] as const,
  diff: (syncId: string) => ["connect", "diff", syncId] as const,
};

export function useSources() {
  return useQuery(
    queryOptions({
      queryKey: ["connect", "sources"],
      queryFn: ({ signal }) => connectApi.sources(signal),
      staleTime: Infinity,
    }),
  );
}

export function useDestinations() {
  return useQuery(
    queryOptions({
      queryKey: ["connect", "destinations"],
      queryFn: ({ signal }) => connectApi.destinations(signal),
      staleTime: Infinity,
    }),
  );
}

export type Connector = SourceConnector | DestinationConnector;

/** Both ends of a connection as the server describes them; undefined until it has, and for what it doesn't know. */
export interface Ends {
  source: SourceConnector | undefined;
  destination: DestinationConnector | undefined;
}

export function useEnds(choice: { source: { type: string }; destination: { type: string } }): Ends {
  const sources = useSources().data?.items;
  const destinations = useDestinations().data?.items;
  return {
    source: sources?.find(({ id }) => id === choice.source.type),
    destination: destinations?.find(({ id }) => id === choice.destination.type),
  };
}

/** What a source or destination is called in the reader's language; its id where the server doesn't know it. */
export function useConnectorTitle(): (role: "source" | "destination", type: string) => string {
  const { language } = useSettings();
  const sources = useSources().data?.items;
  const destinations = useDestinations().data?.items;
  return useCallback(
    (role, type) => {
      const known: readonly Connector[] | undefined = role === "source" ? sources : destinations;
      return known?.find(({ id }) => id === type)?.title[language] ?? type;
    },
    [sources, destinations, language],
  );
}

/** What is said once it is done, and how it is taken back where it can be. */
interface Told {
  message: string;
  undo?: () => void;
}

/** Something done to connections or syncs: sent, told (with an undo where there is one), and read again. */
export function useConnectChange<Subject = void, Answer = unknown>(
  send: (subject: Subject) => Promise<Answer>,
  tell: (subject: Subject, answer: Answer) => Told | null,
  {
    isRefusalShown = false,
  }: {
    /** A refusal is shown where it belongs, not as a notice. */
    isRefusalShown?: boolean;
  } = {},
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (answer, subject) => {
      const told = tell(subject, answer);
      if (told !== null) notifyDone(told.message, told.undo);
    },
    onError: isRefusalShown ? () => undefined : notifyProblem,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: connectKeys.connections }),
        client.invalidateQueries({ queryKey: ["connect", "connection"] }),
        client.invalidateQueries({ queryKey: connectKeys.syncLists }),
        client.invalidateQueries({ queryKey: connectKeys.syncDetails }),
      ]),
  });
}
