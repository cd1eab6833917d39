import { hostname } from "node:os";
import { sync, type Connection, type Sync, type SyncKind } from "@millrace/connect/contract";
import { UserFacingError } from "@millrace/platform/errors";
import { workerList } from "@millrace/server/contract";
import { z } from "zod";
import { printNote } from "../print.ts";
import type { ServerAccess } from "../running-server.ts";
import { ApiRefusal } from "../shared/call-api.ts";
import { withQuery } from "../shared/with-query.ts";
import { jsonRequest } from "../sites/call-sites.ts";
import { callConnect } from "./call-connect.ts";
import { exitCodes } from "./exit-codes.ts";
import { connectionPath } from "./find-connection.ts";
import { readSync, syncPath } from "./follow-sync.ts";

export interface SyncStart {
  kind: SyncKind;
  /** ISO 8601, the run's identity; undefined: now. */
  plannedAt?: string | undefined;
  /** For a replay: whose pages. */
  replayOf?: string;
  /** The server is this process. */
  isOurs: boolean;
}

/**
 * Starts a sync, or goes on with the one that a killed or paused command left behind: that one is not refused, it is what
 * was meant. Throws UserFacingError with exit code 3 when another process runs one.
 */
export async function beginSync(
  server: ServerAccess,
  connection: Connection,
  start: SyncStart,
): Promise<Sync> {
  const left = start.isOurs ? await finishedByUs(server, connection, start) : null;
  if (left !== null) return left;
  try {
    const { path, body } = requestOf(connection, start);
    return await callConnect(sync, server, path, jsonRequest("POST", body));
  } catch (error) {
    if (!(error instanceof ApiRefusal) || error.code !== "sync_running") throw error;
    return await joinRunning(server, connection, start, error);
  }
}

/** Whether what was begun is what was asked for, and not one of before that had to end first. */
export function isAskedFor({ kind, planned_at: planned, replay_of: of }: Sync, start: SyncStart): boolean {
  const isPlanned = start.plannedAt === undefined || secondOf(planned) === secondOf(start.plannedAt);
  return kind === start.kind && isPlanned && of === (start.replayOf ?? null);
}

/** Planned times are whole seconds. */
const secondOf = (time: string): number => Math.floor(Date.parse(time) / 1_000);

function requestOf(
  { id }: Connection,
  { kind, plannedAt, replayOf }: SyncStart,
): { path: string; body: unknown } {
  if (kind === "replay") return { path: `${syncPath(replayOf ?? "")}/replay`, body: { connection_id: id } };
  if (kind === "dry_run") return { path: `${connectionPath(id)}/dry-run`, body: undefined };
  return {
    path: `${connectionPath(id)}/syncs`,
    body: plannedAt === undefined ? {} : { planned_at: plannedAt },
  };
}

/** A sync that a killed process left, and that this one has brought to its end between its start and now. */
async function finishedByUs(
  server: ServerAccess,
  { id }: Connection,
  start: SyncStart,
): Promise<Sync | null> {
  const page = z.object({ items: z.array(sync) });
  const query = { connection_id: id, kind: start.kind, limit: 1 };
  const [newest] = (await callConnect(page, server, withQuery("/syncs", query))).items;
  if (newest === undefined || newest.ended_at === null || !isAskedFor(newest, start)) return null;
  const startedAtMs = performance.timeOrigin;
  const isOfBefore = Date.parse(newest.created_at) < startedAtMs;
  return isOfBefore && Date.parse(newest.ended_at) >= startedAtMs ? newest : null;
}

async function joinRunning(
  server: ServerAccess,
  connection: Connection,
  start: SyncStart,
  refusal: ApiRefusal,
): Promise<Sync> {
  const runningId = refusal.subject ?? connection.running_sync_id;
  if (runningId === null) throw refusal;
  const running = await readSync(server, runningId);
  if (running.status !== "paused") {
    // It may have ended meanwhile: then this process has brought it there.
    if (!start.isOurs || !(await worksAlone(server))) throw alreadyRunning(connection, running);
    printNote(`Sync ${running.id} was interrupted: it goes on.`);
    return running;
  }
  if (running.kind !== start.kind) throw alreadyRunning(connection, running);
  printNote(`Sync ${running.id} was paused: it goes on.`);
  return await callConnect(sync, server, `${syncPath(running.id)}/resume`, jsonRequest("POST"));
}

function alreadyRunning({ name }: Connection, { id, status, kind }: Sync): UserFacingError {
  const state = status === "paused" ? "is paused" : "runs already";
  return new UserFacingError(
    "sync_running",
    `A ${kind.replace("_", " ")} of ${name} ${state}, ${id}: ` +
      `\`millrace connect status ${id} --watch\` follows it, \`millrace connect cancel ${id}\` ends it.`,
    { exitCode: exitCodes.alreadyRunning },
  );
}

/** No other process takes work: what runs, runs here, whoever began it. */
async function worksAlone(server: ServerAccess): Promise<boolean> {
  const { items } = await callConnect(workerList, server, "/workers");
  return items.every(
    (worker) =>
      worker.role === "web" ||
      !worker.is_alive ||
      (worker.pid === process.pid && worker.hostname === hostname()),
  );
}
