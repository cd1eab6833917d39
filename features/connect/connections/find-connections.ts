import type { Connection } from "../contract.ts";
import { listConnections, type ConnectionPlace } from "../queries/connections.ts";
import type { ConnectContext } from "../workflows/dependencies.ts";
import { shownConnection } from "./manage-connections.ts";

/** Connections read at once while those of one status are looked for: the engine alone knows which need attention. */
const lookedAtOnce = 100;

/** The first `limit` connections by name that fit, as they are shown. */
export async function findConnections(
  context: ConnectContext,
  {
    q,
    status,
    after,
    limit,
  }: {
    q: string | null;
    status: Connection["status"] | null;
    after: ConnectionPlace | null;
    limit: number;
  },
): Promise<Connection[]> {
  const found: Connection[] = [];
  const atOnce = status === null ? limit : lookedAtOnce;
  for (let from = after; ;) {
    const stored = await listConnections(context.db.pool, { q, after: from, limit: atOnce });
    const shown = await Promise.all(stored.map((each) => shownConnection(context, each)));
    found.push(...shown.filter((each) => status === null || each.status === status));
    from = stored.at(-1) ?? null;
    if (found.length >= limit || stored.length < atOnce) return found.slice(0, limit);
  }
}
