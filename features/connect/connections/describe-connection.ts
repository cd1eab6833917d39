import type { Connection } from "../contract.ts";
import { maskSettings } from "../connectors/secret-settings.ts";
import type { ConnectorChoice } from "../connectors/bind.ts";
import type { ConnectorShelf } from "../connectors/shelf.ts";
import type { SettingsSchema } from "../connectors/settings.ts";
import type { StoredConnection } from "../queries/connections.ts";
import type { SyncRun } from "../sync/describe-sync.ts";
import { planOfSchedule } from "./planned-times.ts";

/** A connection as the API shows it. `run`: of the sync under way. */
export async function describeConnection(
  stored: StoredConnection,
  run: SyncRun | null,
  { shelf, nowMs }: { shelf: ConnectorShelf; nowMs: number },
): Promise<Connection> {
  const { config, schedule, isPaused, lastSync } = stored;
  const { source, destination, references_permitted: _, ...options } = config;
  const complaint = run?.status === "paused" ? run.message : null;
  return {
    ...options,
    id: stored.id,
    name: stored.name,
    source: await masked(shelf.sources, source),
    destination: await masked(shelf.destinations, destination),
    schedule,
    status: isPaused ? "paused" : complaint === null ? "ready" : "needs_attention",
    message: complaint,
    is_demo: stored.isDemo,
    created_at: stored.createdAt,
    changed_at: stored.changedAt,
    next_at: isPaused ? null : nextAt(schedule, nowMs),
    running_sync_id: stored.runningSyncId,
    last_sync: lastSync === null ? null : describeLast(lastSync, run),
  };
}

function nextAt(schedule: StoredConnection["schedule"], nowMs: number): string | null {
  const nextMs = schedule === null ? null : planOfSchedule(schedule).nextAfter(nowMs);
  return nextMs === null ? null : new Date(nextMs).toISOString();
}

const describeLast = (
  { id, outcome, isGreen, endedAt, records }: NonNullable<StoredConnection["lastSync"]>,
  run: SyncRun | null,
): Connection["last_sync"] => ({
  id,
  status: outcome ?? run?.status ?? "queued",
  is_green: isGreen,
  ended_at: endedAt,
  records,
});

/** Of a connector this version no longer has, nothing but its name is shown: which settings are secret is not known. */
async function masked(
  connectors: readonly { id: string; settings: SettingsSchema }[],
  { type, ...settings }: ConnectorChoice,
): Promise<Connection["source"]> {
  const connector = connectors.find(({ id }) => id === type);
  return connector === undefined ? { type } : { type, ...(await maskSettings(connector.settings, settings)) };
}
