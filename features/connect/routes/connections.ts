import { z } from "@hono/zod-openapi";
import {
  answers,
  authorized,
  HttpProblem,
  jsonAnswer,
  operation,
  pageParameters,
  problemAnswer,
  type Api,
} from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { pageCursor } from "@millrace/platform/db";
import {
  backfillReport,
  backfillRequest,
  checkReport,
  connection,
  connectionChange,
  connectionRequest,
  connectionStatus,
  sync,
  syncRequest,
  type ConnectionRequest,
} from "../contract.ts";
import { backfill } from "../connections/backfill.ts";
import { checkBoth } from "../connections/check-connection.ts";
import { findConnections } from "../connections/find-connections.ts";
import {
  existingConnection,
  holdConnection,
  putConnection,
  removeConnection,
  shownConnection,
} from "../connections/manage-connections.ts";
import { findConnection, type ConnectionPlace, type StoredConnection } from "../queries/connections.ts";
import { startSync } from "../sync/start-sync.ts";
import type { ConnectContext } from "../workflows/dependencies.ts";
import { connectionId, connectionTags, shownSync } from "./route-parts.ts";

const refusals = {
  400: answers.badRequest,
  409: problemAnswer(
    "Its name is taken, somebody has just changed it, or a sync stands in the way (`subject`)",
  ),
  422: problemAnswer("A connector, a setting, a mode or the schedule is not valid; `field` names it"),
};
const body = { required: true, content: { "application/json": { schema: connectionRequest } } };

/** Connections: what is read from where, and delivered where. */
export function addConnectionRoutes(api: Api, context: ConnectContext): void {
  addList(api, context);
  addWriting(api, context);
  addChanging(api, context);
  addPausing(api, context);
  addStarting(api, context);
  addBackfill(api, context);
}

const nameCursor = pageCursor<ConnectionPlace>(z.object({ name: z.string().max(100), id: z.uuid() }));

function addList(api: Api, context: ConnectContext): void {
  const list = operation("connect:read", {
    method: "get",
    path: "/connections",
    tags: connectionTags,
    summary: "List connections by name",
    request: {
      query: pageParameters.extend({
        q: z.string().max(100).optional(),
        status: connectionStatus.optional(),
      }),
    },
    responses: {
      200: jsonAnswer(
        z.object({ items: z.array(connection), next_cursor: z.string().nullable() }),
        "One page of connections",
      ),
      400: answers.badRequest,
    },
  });
  api.openapi(list, async (c) => {
    const { q, status, limit, cursor } = c.req.valid("query");
    const after = nameCursor.decode(cursor);
    const filter = { q: q ?? null, status: status ?? null };
    const found = await findConnections(context, { ...filter, after, limit: limit + 1 });
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return c.json(
      {
        items,
        next_cursor: last === undefined ? null : nameCursor.encode({ name: last.name, id: last.id }),
      },
      200,
    );
  });
  const read = operation("connect:read", {
    method: "get",
    path: "/connections/{id}",
    tags: connectionTags,
    summary: "A connection, secrets masked",
    request: { params: connectionId },
    responses: {
      200: jsonAnswer(connection, "The connection"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(read, async (c) =>
    c.json(await shownConnection(context, await existingConnection(context, c.req.valid("param").id)), 200),
  );
}

function addWriting(api: Api, context: ConnectContext): void {
  const create = operation("connect:write", {
    method: "post",
    path: "/connections",
    tags: connectionTags,
    summary: "Make a connection",
    request: { body },
    responses: { 201: jsonAnswer(connection, "Made; Location has its address"), ...refusals },
  });
  api.openapi(create, async (c) => {
    const actor = authorized(c, "connect:write");
    const made = await putConnection(context, actor, c.req.valid("json"), { before: null, isPaused: false });
    return c.json(made, 201, { location: `/api/v1/connections/${made.id}` });
  });
  const put = operation("connect:write", {
    method: "put",
    path: "/connections",
    tags: connectionTags,
    summary: "Make a connection, or bring the one of the same name to what is given",
    request: { body },
    responses: { 200: jsonAnswer(connection, "As it is now"), ...refusals },
  });
  api.openapi(put, async (c) => {
    const actor = authorized(c, "connect:write");
    const request = c.req.valid("json");
    const before = await findConnection(context.db.pool, request.name);
    const isPaused = before?.isPaused ?? false;
    return c.json(await putConnection(context, actor, request, { before, isPaused }), 200);
  });
}

function addChanging(api: Api, context: ConnectContext): void {
  const change = operation("connect:write", {
    method: "patch",
    path: "/connections/{id}",
    tags: connectionTags,
    summary: "Change a connection; a secret that is left out or masked stays as it is",
    request: {
      params: connectionId,
      body: { required: true, content: { "application/json": { schema: connectionChange } } },
    },
    responses: { 200: jsonAnswer(connection, "As it is now"), 404: answers.notFound, ...refusals },
  });
  api.openapi(change, async (c) => {
    const actor = authorized(c, "connect:write");
    const before = await existingConnection(context, c.req.valid("param").id);
    const { is_paused: isPaused = before.isPaused } = c.req.valid("json");
    // Only what was sent: defaults of fields that were left out are no changes.
    const sent = z.record(z.string(), z.unknown()).parse(await c.req.json());
    const { is_paused: _, ...changes } = sent;
    const request = connectionRequest.safeParse({ ...requestOf(before), ...changes });
    if (!request.success) {
      const [issue] = request.error.issues;
      throw new HttpProblem(400, "invalid_request", issue?.message ?? "The change is not valid.", {
        field: issue?.path.join(".") ?? "body",
      });
    }
    return c.json(await putConnection(context, actor, request.data, { before, isPaused }), 200);
  });
  const remove = operation("connect:write", {
    method: "delete",
    path: "/connections/{id}",
    tags: connectionTags,
    summary: "Delete a connection; its syncs and certificates stay",
    request: { params: connectionId },
    responses: {
      204: { description: "Deleted" },
      400: answers.badRequest,
      404: answers.notFound,
      409: refusals[409],
    },
  });
  api.openapi(remove, async (c) => {
    const actor = authorized(c, "connect:write");
    await removeConnection(context, actor, await existingConnection(context, c.req.valid("param").id));
    return c.body(null, 204);
  });
}

/** What a connection would be asked for as. */
function requestOf({ name, schedule, config }: StoredConnection): ConnectionRequest {
  const { guarantee: _guarantee, references_permitted: _permitted, ...options } = config;
  return { ...options, name, schedule };
}

function addPausing(api: Api, context: ConnectContext): void {
  for (const act of ["pause", "resume"] as const) {
    const route = operation("connect:write", {
      method: "post",
      path: `/connections/{id}/${act}`,
      tags: connectionTags,
      summary: act === "pause" ? "Start no scheduled syncs any more" : "Start its scheduled syncs again",
      request: { params: connectionId },
      responses: {
        200: jsonAnswer(connection, "As it is now"),
        400: answers.badRequest,
        404: answers.notFound,
      },
    });
    api.openapi(route, async (c) => {
      const actor = authorized(c, "connect:write");
      const { id } = c.req.valid("param");
      return c.json(await holdConnection(context, actor, id, act === "pause"), 200);
    });
  }
  const check = operation("connect:write", {
    method: "post",
    path: "/connections/{id}/check",
    tags: connectionTags,
    summary: "Check a connection's settings and credentials with a real call",
    request: { params: connectionId },
    responses: { 200: jsonAnswer(checkReport, "What both answered"), 404: answers.notFound, ...refusals },
  });
  api.openapi(check, async (c) => {
    const actor = authorized(c, "connect:write");
    const { config } = await existingConnection(context, c.req.valid("param").id);
    return c.json(await checkBoth(context, actor, config, c.req.raw.signal, config), 200);
  });
}

function addStarting(api: Api, context: ConnectContext): void {
  const start = operation("connect:write", {
    method: "post",
    path: "/connections/{id}/syncs",
    tags: connectionTags,
    summary:
      "Start a sync; a second request for the same planned time starts nothing and answers with the first",
    request: {
      params: connectionId,
      body: { required: false, content: { "application/json": { schema: syncRequest } } },
    },
    responses: {
      202: jsonAnswer(sync, "Started; Location has its address"),
      404: answers.notFound,
      ...refusals,
    },
  });
  api.openapi(start, async (c) => {
    const actor = authorized(c, "connect:write");
    const { id, name } = await existingConnection(context, c.req.valid("param").id);
    const plannedAt = c.req.valid("json")?.planned_at ?? new Date(context.clock.now()).toISOString();
    await recordAudit(context.db.pool, {
      actor,
      action: "sync.start",
      subject: id,
      detail: { planned_at: plannedAt },
    });
    const started = await startSync(context, {
      connection: { id, name },
      kind: "sync",
      plannedAt,
      replayOf: null,
      startedBy: actor.name,
    });
    return c.json(await shownSync(context, started), 202, { location: `/api/v1/syncs/${started}` });
  });
  const dryRun = operation("connect:write", {
    method: "post",
    path: "/connections/{id}/dry-run",
    tags: connectionTags,
    summary: "Say what a sync would add, change and remove; nothing is written to the destination",
    request: { params: connectionId },
    responses: {
      202: jsonAnswer(sync, "Started; its diff follows"),
      400: answers.badRequest,
      404: answers.notFound,
      409: refusals[409],
    },
  });
  api.openapi(dryRun, async (c) => {
    const actor = authorized(c, "connect:write");
    const { id, name } = await existingConnection(context, c.req.valid("param").id);
    const started = await startSync(context, {
      connection: { id, name },
      kind: "dry_run",
      plannedAt: new Date(context.clock.now()).toISOString(),
      replayOf: null,
      startedBy: actor.name,
    });
    return c.json(await shownSync(context, started), 202, { location: `/api/v1/syncs/${started}` });
  });
}

function addBackfill(api: Api, context: ConnectContext): void {
  const route = operation("connect:write", {
    method: "post",
    path: "/connections/{id}/backfill",
    tags: connectionTags,
    summary: "Start the syncs of planned times of the past that had none, oldest first",
    request: {
      params: connectionId,
      body: { required: true, content: { "application/json": { schema: backfillRequest } } },
    },
    responses: { 200: jsonAnswer(backfillReport, "What it starts"), 404: answers.notFound, ...refusals },
  });
  api.openapi(route, async (c) => {
    const actor = authorized(c, "connect:write");
    const stored = await existingConnection(context, c.req.valid("param").id);
    return c.json(await backfill(context, actor, stored, c.req.valid("json")), 200);
  });
}
