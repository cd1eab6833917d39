import type { ConnectCheck, OfferedStream } from "@millrace/connect/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { connectApi, type CheckInput, type DiscoverInput } from "../api.ts";
import type { Ends } from "../queries.ts";
import { inputOf, type ConnectionDraft } from "./draft.ts";

const noStreams: readonly OfferedStream[] = [];

/**
 * Real calls with what is written down: which streams the source has, and whether both ends let us in. What they found
 * holds until the settings change. Keys hold secrets, so nothing of this is kept in the cache.
 */
export function useTrials(draft: ConnectionDraft, ends: Ends, connectionId: string | null) {
  const { source, destination, private_hosts: privateHosts = false } = inputOf(draft, ends);
  const mine = connectionId === null ? {} : { connection_id: connectionId };
  const ofSource: DiscoverInput = { source, private_hosts: privateHosts, ...mine };
  const ofBoth: CheckInput = { ...ofSource, destination };
  const discovery = useTrial(ofSource, (input: DiscoverInput) =>
    connectApi.discover(input).then(({ items }) => items),
  );
  const check = useTrial(ofBoth, (input: CheckInput) => connectApi.check(input));
  return {
    discovery: { ...discovery, offered: discovery.found ?? noStreams },
    check: { ...check, isOk: check.found?.is_ok === true },
  };
}

export type Trials = ReturnType<typeof useTrials>;

export interface Trial<Found> {
  /** What was found with the settings as they are now; null when that is not known. */
  found: Found | null;
  error: unknown;
  isPending: boolean;
  run: () => Promise<Found>;
}

function useTrial<Input, Found extends ConnectCheck | readonly OfferedStream[]>(
  input: Input,
  send: (input: Input) => Promise<Found>,
): Trial<Found> {
  const key = JSON.stringify(input);
  const [last, setLast] = useState<{ key: string; found: Found } | null>(null);
  const [triedKey, setTriedKey] = useState<string | null>(null);
  const { mutateAsync, error, isPending } = useMutation({ mutationFn: send });
  return {
    found: last?.key === key ? last.found : null,
    error: triedKey === key ? error : null,
    isPending,
    run: async () => {
      setTriedKey(key);
      const found = await mutateAsync(input);
      setLast({ key, found });
      return found;
    },
  };
}
