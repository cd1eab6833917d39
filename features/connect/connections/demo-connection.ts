import type { Engine } from "@millrace/engine";
import { systemActor } from "@millrace/platform/api";
import { connectionRequest } from "../contract.ts";
import { findConnection, saveConnection } from "../queries/connections.ts";
import { startSync } from "../sync/start-sync.ts";
import type { SyncDependencies } from "../workflows/dependencies.ts";
import { prepareConnection } from "./prepare-connection.ts";

/** Addresses of the simulators that a demo's connection reads and writes. */
export interface ConnectDemo {
  yotpo: string;
  treasureData: string;
}

/** One id for the demo's connection, so that every process that starts at the same time means the same one. */
const demoId = "00000000-0000-7000-8000-00000000c0de";
const demoName = "Yotpo loyalty → Treasure Data (demo)";

/** Once in the life of a house: the demo's connection and its first sync. */
export async function startDemoConnection(
  deps: SyncDependencies,
  engine: Engine,
  addresses: ConnectDemo,
): Promise<void> {
  const before = await findConnection(deps.db.pool, demoName);
  const request = demoRequest(addresses);
  const actor = systemActor("demo", "connect:local");
  const config = await prepareConnection(deps, actor, request, before?.config ?? null);
  // The simulators listen at other addresses after each start.
  await saveConnection(deps.db.pool, {
    id: demoId,
    name: demoName,
    config,
    schedule: before?.schedule ?? null,
    isPaused: before?.isPaused ?? false,
    isDemo: true,
  });
  if (before !== null) return;
  const plannedAt = new Date(deps.clock.now()).toISOString();
  const connection = { id: demoId, name: demoName };
  await startSync(
    { ...deps, engine },
    { connection, kind: "sync", plannedAt, replayOf: null, startedBy: "demo" },
  );
}

/** What the simulators take for credentials. */
const demo = {
  guid: "demo-yotpo-guid",
  apiKey: "demo-yotpo-api-key",
  treasureDataKey: "1/simulated-treasure-data-key",
  database: "crm",
};

function demoRequest({ yotpo, treasureData }: ConnectDemo) {
  return connectionRequest.parse({
    name: demoName,
    source: { type: "yotpo-loyalty", guid: demo.guid, api_key: demo.apiKey, base_url: `${yotpo}/api/v2` },
    destination: {
      type: "treasure-data",
      api_key: demo.treasureDataKey,
      database: demo.database,
      api_url: treasureData,
      import_url: treasureData,
    },
    streams: [{ name: "customers", mode: "change_feed" }],
    private_hosts: true,
  });
}
