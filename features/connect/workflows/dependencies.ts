import type { Engine } from "@millrace/engine";
import type { Clock } from "@millrace/platform/clock";
import type { Database } from "@millrace/platform/db";
import type { PoliteClient } from "@millrace/platform/http";
import type { ObjectStore } from "@millrace/platform/objects";
import type { Secrets } from "@millrace/platform/secrets";
import type { Logger } from "@millrace/platform/telemetry";
import type { AccountBudgets } from "../connections/account-budgets.ts";
import type { ConnectorContext } from "../connectors/context.ts";
import type { ConnectorShelf } from "../connectors/shelf.ts";

/** What syncs stand on. */
export interface SyncDependencies {
  db: Database;
  objects: ObjectStore;
  clock: Clock;
  log: Logger;
  secrets: Secrets;
  shelf: ConnectorShelf;
  http: PoliteClient;
  budgets: AccountBudgets;
  /** Folder for what is not delivered yet. */
  stagingFolder: string;
  random: () => number;
}

/** The same for runs that ask what became of another one. */
export interface SyncRunDependencies extends SyncDependencies {
  /** Resolves once the engine is open. */
  engineOpened: Promise<Pick<Engine, "list">>;
}

/** The same for the routes, with the engine. */
export interface ConnectContext extends SyncDependencies {
  engine: Engine;
}

/** What connectors are given. */
export function connectorContextOf(
  deps: Pick<SyncDependencies, "http" | "clock" | "log" | "stagingFolder">,
  at: Pick<ConnectorContext, "signal" | "runId" | "mayUsePrivateHosts" | "mayReadReferences"> & {
    log?: Logger;
  },
): ConnectorContext {
  const { http, clock, stagingFolder } = deps;
  return {
    http,
    log: at.log ?? deps.log,
    signal: at.signal,
    now: () => clock.now(),
    stagingFolder,
    runId: at.runId,
    mayUsePrivateHosts: at.mayUsePrivateHosts,
    mayReadReferences: at.mayReadReferences,
  };
}
