import { session, type Session } from "@millrace/sites/contract";
import type { ServerAccess } from "../running-server.ts";
import { callSites } from "./call-sites.ts";

/** How often a running session is looked at, ms. */
const pollMs = 300;

export const sessionPath = (id: string) => `/scraping/sessions/${encodeURIComponent(id)}`;

export function readSession(server: ServerAccess, id: string): Promise<Session> {
  return callSites(session, server, `${sessionPath(id)}/status`);
}

export const isUnderWay = ({ status }: Session) => status === "queued" || status === "running";

/** Looks at a session until it has ended or is paused, or `signal` is given; resolves with how it stands then. */
export async function followSession(
  server: ServerAccess,
  id: string,
  onLook: (now: Session) => void,
  signal?: AbortSignal,
): Promise<Session> {
  for (;;) {
    const now = await readSession(server, id);
    onLook(now);
    if (!isUnderWay(now) || signal?.aborted === true) return now;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
