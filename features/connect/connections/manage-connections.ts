import { HttpProblem, type Authorized } from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { inTransaction } from "@millrace/platform/db";
import { codeOf } from "@millrace/platform/errors";
import { publishEvents, type Queryable } from "@millrace/platform/events";
import { newId } from "@millrace/platform/ids";
import { connectEvents, type Connection, type ConnectionRequest } from "../contract.ts";
import {
  deleteConnection,
  getConnection,
  lockConnection,
  pauseConnection,
  saveConnection,
  type ConnectionToSave,
  type StoredConnection,
} from "../queries/connections.ts";
import { getSync } from "../queries/syncs.ts";
import type { ConnectContext } from "../workflows/dependencies.ts";
import { describeConnection } from "./describe-connection.ts";
import { prepareConnection } from "./prepare-connection.ts";

type Writer = Authorized<"connect:write">;

/** Throws `HttpProblem` 404. */
export async function existingConnection(
  context: Pick<ConnectContext, "db">,
  id: string,
): Promise<StoredConnection> {
  const found = await getConnection(context.db.pool, id);
  if (found !== null) return found;
  throw connectionNotFound(id);
}

const connectionNotFound = (id: string): HttpProblem =>
  new HttpProblem(404, "connection_not_found", `There is no connection ${id}.`, {
    action: "See GET /api/v1/connections for those there are.",
  });

/** As it is shown, with what its running sync is doing. */
export async function shownConnection(
  context: ConnectContext,
  stored: StoredConnection,
): Promise<Connection> {
  const { db, engine, shelf, clock } = context;
  const sync = stored.runningSyncId === null ? null : await getSync(db.pool, stored.runningSyncId);
  const run = sync === null ? undefined : (await engine.list({ runIds: [sync.runId], limit: 1 })).items.at(0);
  return describeConnection(
    stored,
    run === undefined ? null : { status: run.status, message: run.error?.message ?? null },
    { shelf, nowMs: clock.now() },
  );
}

/** Makes a connection, or changes `before`. Throws `HttpProblem` 409 when its name is taken, or it is no more as `before` says. */
export async function putConnection(
  context: ConnectContext,
  actor: Writer,
  request: ConnectionRequest,
  { before, isPaused }: { before: StoredConnection | null; isPaused: boolean },
): Promise<Connection> {
  const config = await prepareConnection(context, actor, request, before?.config ?? null);
  const row: ConnectionToSave = {
    id: before?.id ?? newId(),
    name: request.name,
    config,
    schedule: request.schedule,
    isPaused,
    isDemo: before?.isDemo ?? false,
  };
  try {
    await inTransaction(context.db.pool, async (client) => {
      if (before !== null) await assertUnchanged(client, before);
      const detail = { name: row.name, source: config.source.type, destination: config.destination.type };
      const action = before === null ? "connection.create" : "connection.change";
      await recordAudit(client, { actor, action, subject: row.id, detail });
      await saveConnection(client, row);
    });
  } catch (error) {
    if (codeOf(error) !== "23505") throw error;
    throw new HttpProblem(409, "name_taken", `There is a connection named ${request.name} already.`, {
      field: "name",
      action: "Choose another name, or change that one.",
      cause: error,
    });
  }
  return tellOf(context, row.id);
}

/** Somebody's change of another field would be written over with what was read before it. */
async function assertUnchanged(client: Queryable, { id, name, changedAt }: StoredConnection): Promise<void> {
  const now = await lockConnection(client, id);
  if (now === null) throw connectionNotFound(id);
  if (now === changedAt) return;
  throw new HttpProblem(409, "changed_meanwhile", `Somebody else has just changed the connection ${name}.`, {
    subject: id,
    action: "Look at it as it is now, and send the change again.",
  });
}

/** Scheduled syncs are started no more, or again; nothing else of it changes. Throws `HttpProblem` 404. */
export async function holdConnection(
  context: ConnectContext,
  actor: Writer,
  id: string,
  isPaused: boolean,
): Promise<Connection> {
  await inTransaction(context.db.pool, async (client) => {
    if (!(await pauseConnection(client, id, isPaused))) throw connectionNotFound(id);
    const action = isPaused ? "connection.pause" : "connection.resume";
    await recordAudit(client, { actor, action, subject: id, detail: {} });
  });
  return tellOf(context, id);
}

/** Its syncs and certificates stay. Throws `HttpProblem` 409 while a sync runs. */
export async function removeConnection(
  context: ConnectContext,
  actor: Writer,
  stored: StoredConnection,
): Promise<void> {
  if (stored.runningSyncId !== null)
    throw new HttpProblem(
      409,
      "sync_running",
      `The sync ${stored.runningSyncId} of ${stored.name} is not done yet.`,
      {
        subject: stored.runningSyncId,
        action: "Wait for its end, or cancel it.",
      },
    );
  await inTransaction(context.db.pool, async (client) => {
    await recordAudit(client, {
      actor,
      action: "connection.delete",
      subject: stored.id,
      detail: { name: stored.name },
    });
    await deleteConnection(client, stored.id);
    await publishGone(client, stored.id);
  });
  // What it left to others, and how slow it was, binds nobody any more; other processes hear of it at their next start.
  context.budgets.declare(null, 0, stored.id);
}

/** Reads it again, tells live pages, and resolves with it. */
async function tellOf(context: ConnectContext, id: string): Promise<Connection> {
  const shown = await shownConnection(context, await existingConnection(context, id));
  await publishEvents(context.db.pool, [{ type: connectEvents.connection, subject: id, payload: shown }]);
  return shown;
}

const publishGone = (client: Queryable, id: string): Promise<void> =>
  publishEvents(client, [{ type: connectEvents.connection, subject: id, payload: { id, is_deleted: true } }]);
