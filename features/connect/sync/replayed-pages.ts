import type { Queryable } from "@millrace/platform/events";
import type { SyncCertificate } from "../contract.ts";
import { sumPages } from "../queries/pages.ts";
import { listSyncStreams } from "../queries/sync-streams.ts";
import { readProof } from "../queries/syncs.ts";

/**
 * What the page log lacks of an ended sync, as a sentence, by the number and the hash of the pages its certificate was given
 * for; null when it has all of them. `only`: of one stream.
 */
export async function missingPages(
  db: Queryable,
  syncId: string,
  only: string | null = null,
): Promise<string | null> {
  const certificate = (await readProof(db, syncId))?.certificate ?? null;
  if (certificate === null)
    return `The sync ${syncId} has no certificate, so nobody can say whether its pages are all there.`;
  const ids = new Map((await listSyncStreams(db, [syncId])).map(({ stream, id }) => [stream, id]));
  for (const certified of certificate.streams) {
    if (only !== null && certified.stream !== only) continue;
    const missing = await missingOf(db, syncId, certified, ids.get(certified.stream));
    if (missing !== null) return missing;
  }
  return null;
}

async function missingOf(
  db: Queryable,
  syncId: string,
  { stream, pages, pages_hash: hash }: SyncCertificate["streams"][number],
  id: number | undefined,
): Promise<string | null> {
  const found = id === undefined ? { pages: 0, hash: "" } : await sumPages(db, id);
  if (found.pages === pages && found.hash === hash) return null;
  return `The page log has ${found.pages} of the ${pages} pages of ${stream} that the sync ${syncId} read: they were deleted after the days that pages are kept.`;
}
