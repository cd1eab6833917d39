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
import { replayRequest, sync, syncKind, syncStatus, type SyncKind, type SyncStatus } from "../contract.ts";
import { existingConnection } from "../connections/manage-connections.ts";
import { listSyncs, type StoredSync, type SyncPlace } from "../queries/syncs.ts";
import { missingPages } from "../sync/replayed-pages.ts";
import { endAs } from "../sync/settle-syncs.ts";
import { startSync } from "../sync/start-sync.ts";
import type { ConnectContext } from "../workflows/dependencies.ts";
import { existingSync, shownSync, shownSyncs, syncId, syncTags } from "./route-parts.ts";

const refusals = { 400: answers.badRequest, 404: answers.notFound, 409: answers.conflict };

/** Syncs: looking, holding, going on, ending, delivering again. */
export function addSyncRoutes(api: Api, context: ConnectContext): void {
  addList(api, context);
  addRead(api, context);
  addActs(api, context);
  addReplay(api, context);
}

const syncCursor = pageCursor<SyncPlace>(
  z.object({ created_us: z.number().nonnegative(), id: z.string().regex(/^[a-z0-9-]{1,80}$/u) }),
);

function addList(api: Api, context: ConnectContext): void {
  const route = operation("connect:read", {
    method: "get",
    path: "/syncs",
    tags: syncTags,
    summary: "List syncs, newest first",
    request: {
      query: pageParameters.extend({
        connection_id: z.uuid().optional(),
        status: syncStatus.optional(),
        kind: syncKind.optional(),
      }),
    },
    responses: {
      200: jsonAnswer(
        z.object({ items: z.array(sync), next_cursor: z.string().nullable() }),
        "One page of syncs",
      ),
      400: answers.badRequest,
    },
  });
  api.openapi(route, async (c) => {
    const { connection_id: connectionId = null, status, kind = null, limit, cursor } = c.req.valid("query");
    const found = await findSyncs(context, { connectionId, status, kind, limit: limit + 1, cursor });
    const kept = found.slice(0, limit);
    const last = found.length > limit ? kept.at(-1) : undefined;
    return c.json(
      {
        items: await shownSyncs(context, kept),
        next_cursor: last === undefined ? null : syncCursor.encode(last.place),
      },
      200,
    );
  });
}

/** Of those under way the engine alone knows which are running, waiting or paused; there are few. */
async function findSyncs(
  context: ConnectContext,
  filter: {
    connectionId: string | null;
    status: SyncStatus | undefined;
    kind: SyncKind | null;
    limit: number;
    cursor: string | undefined;
  },
): Promise<(StoredSync & { place: SyncPlace })[]> {
  const { connectionId, status, kind, limit, cursor } = filter;
  const isEnd = status === "succeeded" || status === "failed" || status === "cancelled";
  const isOpen = status !== undefined && !isEnd;
  const rows = await listSyncs(context.db.pool, {
    connectionId,
    kind,
    ended: status === undefined ? null : isEnd,
    outcome: isEnd ? status : null,
    after: syncCursor.decode(cursor),
    limit: isOpen ? 1_000 : limit,
  });
  if (!isOpen) return rows;
  const shown = await shownSyncs(context, rows);
  return rows.filter((_, at) => shown[at]?.status === status).slice(0, limit);
}

function addRead(api: Api, context: ConnectContext): void {
  const route = operation("connect:read", {
    method: "get",
    path: "/syncs/{id}",
    tags: syncTags,
    summary: "A sync as it stands, stream by stream",
    request: { params: syncId },
    responses: { 200: jsonAnswer(sync, "The sync"), 400: answers.badRequest, 404: answers.notFound },
  });
  api.openapi(route, async (c) => c.json(await shownSync(context, c.req.valid("param").id), 200));
}

const acts = {
  pause: "Hold a sync; what is delivered stays, and it goes on where it was",
  resume: "Go on with a paused sync, with the connection's settings as they are now",
  cancel: "End a sync; what it left half done at the destination is removed",
} as const;

function addActs(api: Api, context: ConnectContext): void {
  for (const act of ["pause", "resume", "cancel"] as const) {
    const route = operation("connect:write", {
      method: "post",
      path: `/syncs/{id}/${act}`,
      tags: syncTags,
      summary: acts[act],
      request: { params: syncId },
      responses: { 200: jsonAnswer(sync, "As it is now"), ...refusals },
    });
    api.openapi(route, async (c) => {
      const actor = authorized(c, "connect:write");
      const stored = await existingSync(context, c.req.valid("param").id);
      if (stored.endedAt !== null)
        throw new HttpProblem(409, "sync_ended", `The sync ${stored.id} has ended (${stored.outcome}).`, {
          action: "Start another sync of its connection.",
        });
      await recordAudit(context.db.pool, { actor, action: `sync.${act}`, subject: stored.id, detail: {} });
      await context.engine[act](stored.runId);
      if (act === "cancel") await endAs(context, stored, "cancelled", null);
      return c.json(await shownSync(context, stored.id), 200);
    });
  }
}

function addReplay(api: Api, context: ConnectContext): void {
  const route = operation("connect:write", {
    method: "post",
    path: "/syncs/{id}/replay",
    tags: syncTags,
    summary:
      "Deliver an earlier sync's pages to the destination of another connection, without a call to the source",
    request: {
      params: syncId,
      body: { required: true, content: { "application/json": { schema: replayRequest } } },
    },
    responses: {
      202: jsonAnswer(sync, "Started; Location has its address"),
      422: problemAnswer("There is nothing to replay"),
      ...refusals,
    },
  });
  api.openapi(route, async (c) => {
    const actor = authorized(c, "connect:write");
    const earlier = await existingSync(context, c.req.valid("param").id);
    const { id, name } = await existingConnection(context, c.req.valid("json").connection_id);
    if (earlier.outcome !== "succeeded" || earlier.replayOf !== null)
      throw new HttpProblem(
        422,
        "nothing_to_replay",
        `The sync ${earlier.id} has no complete pages of its own.`,
        {
          action: "Choose a sync or dry run that succeeded and is no replay itself.",
        },
      );
    const missing = await missingPages(context.db.pool, earlier.id);
    if (missing !== null)
      throw new HttpProblem(422, "pages_pruned", missing, {
        action: "Choose a newer sync, or start a sync of the connection that reads its source again.",
      });
    await recordAudit(context.db.pool, {
      actor,
      action: "sync.replay",
      subject: earlier.id,
      detail: { connection: id },
    });
    const started = await startSync(context, {
      connection: { id, name },
      kind: "replay",
      plannedAt: new Date(context.clock.now()).toISOString(),
      replayOf: earlier.id,
      startedBy: actor.name,
    });
    return c.json(await shownSync(context, started), 202, { location: `/api/v1/syncs/${started}` });
  });
}
