import { certificate, sync, type Sync, type SyncCertificate } from "@millrace/connect/contract";
import type { ServerAccess } from "../running-server.ts";
import { progressOn } from "../sites/progress.ts";
import { callConnect, findInConnect } from "./call-connect.ts";
import { exitCodes } from "./exit-codes.ts";
import { progressText, recordsExpected } from "./sync-text.ts";

/** How often a running sync is looked at, ms. */
const pollMs = 300;

export const syncPath = (id: string): string => `/syncs/${encodeURIComponent(id)}`;

export function readSync(server: ServerAccess, id: string): Promise<Sync> {
  return callConnect(sync, server, syncPath(id));
}

export const isUnderWay = ({ status }: Sync): boolean => status === "queued" || status === "running";

/**
 * Follows a sync with a bar on stderr until it has ended or is paused; resolves with how it stands then. An interruption
 * leaves it as it is.
 */
export async function watchSync(server: ServerAccess, id: string): Promise<Sync> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once("SIGINT", interrupt);
  const progress = progressOn(process.stderr);
  try {
    for (;;) {
      const now = await readSync(server, id);
      if (!isUnderWay(now) || interruption.signal.aborted) return now;
      progress.show(now.records, recordsExpected(now), progressText(now), true);
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } finally {
    progress.end();
    process.off("SIGINT", interrupt);
  }
}

/** The proof of a sync that has ended; null where it left none. */
export function certificateOf(server: ServerAccess, ended: Sync): Promise<SyncCertificate | null> {
  if (isUnderWay(ended) || ended.kind === "dry_run") return Promise.resolve(null);
  return findInConnect(certificate, server, `${syncPath(ended.id)}/certificate`);
}

/** What a command that waited for a sync ends with. */
export function exitCodeOfSync(ended: Sync): number {
  if (isUnderWay(ended)) return exitCodes.interrupted;
  if (ended.status === "paused") return exitCodes.needsAttention;
  return ended.status === "succeeded" && ended.is_green !== false ? exitCodes.green : exitCodes.failed;
}
