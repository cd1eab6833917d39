import { systemActor } from "@millrace/platform/api";
import { sessionRequest } from "../contract.ts";
import { listDemoWebsites } from "../queries/demo-websites.ts";
import { startSession, type Starting } from "./start-session.ts";

/** How many websites a fresh demo measures at once: enough to look at, little enough not to be in the way. */
const firstWebsites = 100;

/**
 * Measures some of the demo's websites, once in the life of a house: the daily refresh does the rest. Processes that ask at
 * the same time start one session between them. Resolves with whether there was anything to measure.
 */
export async function startDemoSession(context: Starting): Promise<boolean> {
  const ids = await listDemoWebsites(context.db.pool, firstWebsites);
  if (ids.length === 0) return false;
  const request = sessionRequest.parse({ selection: { website_ids: ids } });
  await startSession(systemActor("Demo", "sites:write"), context, request, "demo-first");
  return true;
}
