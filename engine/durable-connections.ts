import type { PoolClient } from "pg";
import { openDatabaseUrl, type Database } from "@millrace/platform/db";
import { idleTransactionMs } from "./queries/bound-idle-transaction.ts";
import type { Logger } from "@millrace/platform/telemetry";

/** Connections DBOS may use: claims, checkpoints and waits of this process. */
const maxConnections = 12;

/**
 * DBOS's own connections. DBOS repeats a statement whose connection was reset, but takes a write to a connection the
 * server has already dropped (EPIPE) for the workflow's failure: both are the same to us, so it is shown as a reset.
 * Its transactions lock rows of runs: those of a process that was paused in one are ended by the server.
 */
export function openDurableConnections(databaseUrl: string, log: Logger): Database {
  const database = openDatabaseUrl(databaseUrl, {
    log,
    maxConnections,
    idleInTransactionMs: idleTransactionMs,
  });
  database.pool.on("connect", showLossAsReset);
  return database;
}

function showLossAsReset(client: PoolClient): void {
  const query: (...parts: unknown[]) => unknown = client.query.bind(client);
  const patched = (...parts: unknown[]): unknown => {
    const callback = parts.at(-1);
    if (isCallback(callback)) {
      return query(...parts.slice(0, -1), (error: unknown, result: unknown) =>
        callback(asReset(error), result),
      );
    }
    const answer = query(...parts);
    if (!(answer instanceof Promise)) return answer;
    return answer.catch((error: unknown) => {
      throw asReset(error);
    });
  };
  Object.defineProperty(client, "query", { value: patched, configurable: true, writable: true });
}

function isCallback(part: unknown): part is (error: unknown, result: unknown) => void {
  return typeof part === "function";
}

function asReset(error: unknown): unknown {
  if (error instanceof Error && "code" in error && error.code === "EPIPE") error.code = "ECONNRESET";
  return error;
}
