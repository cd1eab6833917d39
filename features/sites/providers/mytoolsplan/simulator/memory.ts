import { createRequestLog, type Numbered } from "@millrace/platform/simulation";
import type { PortalCall, PortalRequest } from "./calls.ts";

/** How often a call about a website came, and how often it was given its figures. */
export interface CallCount {
  domain: string;
  call: PortalCall;
  asked: number;
  answered: number;
}

/** What the portal remembers: the last requests, and the counts of all. */
export interface PortalMemory {
  add(request: PortalRequest): void;
  requests(): Numbered<PortalRequest>[];
  total(): number;
  counts(): CallCount[];
  clear(): void;
}

export function createMemory(capacity: number): PortalMemory {
  const log = createRequestLog<PortalRequest>(capacity);
  const counts = new Map<string, CallCount>();
  return {
    add: (request) => {
      log.add(request);
      const { domain, call, isAnswered } = request;
      if (domain === null) return;
      const key = `${call} ${domain}`;
      const count = counts.get(key) ?? { domain, call, asked: 0, answered: 0 };
      counts.set(key, { ...count, asked: count.asked + 1, answered: count.answered + (isAnswered ? 1 : 0) });
    },
    requests: () => log.entries(),
    total: () => log.total(),
    counts: () => [...counts.values()],
    clear: () => {
      log.clear();
      counts.clear();
    },
  };
}
