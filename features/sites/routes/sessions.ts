import { z } from "@hono/zod-openapi";
import {
  answers,
  authorized,
  jsonAnswer,
  operation,
  pageParameters,
  problemAnswer,
  type Api,
} from "@millrace/platform/api";
import { newId } from "@millrace/platform/ids";
import {
  session,
  sessionPreview,
  sessionRequest,
  sessionStatus,
  sessionWebsite,
  workspace,
} from "../contract.ts";
import { readSessions } from "../queries/session-views.ts";
import { listSessionWebsites } from "../queries/session-websites.ts";
import type { SitesRoutesContext } from "./context.ts";
import { planSession } from "../sessions/plan-session.ts";
import { previewOf } from "../sessions/preview-session.ts";
import { existingSession, idParameter, tags } from "./session-parts.ts";
import { startSession } from "../sessions/start-session.ts";

const body = { required: true, content: { "application/json": { schema: sessionRequest } } };
const refusals = {
  400: answers.badRequest,
  409: problemAnswer("The provider has to be seen to first; `action` says how"),
  422: problemAnswer("There is no such provider, metric or website; `field` names which"),
};

/** Starting sessions and following them. */
export function addSessionRoutes(api: Api, context: SitesRoutesContext): void {
  addStart(api, context);
  addPreview(api, context);
  addReading(api, context);
  addWebsites(api, context);
}

function addStart(api: Api, context: SitesRoutesContext): void {
  const route = operation("sites:write", {
    method: "post",
    path: "/scraping/sessions",
    tags,
    summary: "Start measuring a selection of websites",
    request: {
      headers: z.object({
        "idempotency-key": z.string().min(1).max(100).optional().openapi({
          description: "A second request with the same key starts nothing and answers with the first session",
        }),
      }),
      body,
    },
    responses: { 202: jsonAnswer(session, "Started; Location has the address of its status"), ...refusals },
  });
  api.openapi(route, async (c) => {
    const key = c.req.valid("header")["idempotency-key"] ?? newId();
    const id = await startSession(authorized(c, "sites:write"), context, c.req.valid("json"), key);
    return c.json(await existingSession(context, id), 202, {
      location: `/api/v1/scraping/sessions/${encodeURIComponent(id)}/status`,
    });
  });
}

function addPreview(api: Api, context: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "post",
    path: "/scraping/sessions/preview",
    tags,
    summary: "What a session would do, before it is started",
    request: { body },
    responses: { 200: jsonAnswer(sessionPreview, "What it would do"), ...refusals },
  });
  api.openapi(route, async (c) => c.json(previewOf(await planSession(context, c.req.valid("json"))), 200));
}

function addReading(api: Api, context: SitesRoutesContext): void {
  const list = operation("sites:read", {
    method: "get",
    path: "/scraping/sessions",
    tags,
    summary: "List sessions, newest first",
    request: {
      query: pageParameters.extend({ workspace: workspace.optional(), status: sessionStatus.optional() }),
    },
    responses: {
      200: jsonAnswer(
        z.object({ items: z.array(session), next_cursor: z.string().nullable() }),
        "One page of sessions",
      ),
      400: answers.badRequest,
    },
  });
  api.openapi(list, async (c) =>
    c.json(await readSessions(context.db, context.engine, c.req.valid("query")), 200),
  );

  const read = operation("sites:read", {
    method: "get",
    path: "/scraping/sessions/{id}/status",
    tags,
    summary: "A session as it stands: progress, workers, and its report once it has ended",
    request: { params: idParameter },
    responses: { 200: jsonAnswer(session, "The session"), 400: answers.badRequest, 404: answers.notFound },
  });
  api.openapi(read, async (c) => c.json(await existingSession(context, c.req.valid("param").id), 200));
}

function addWebsites(api: Api, context: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/scraping/sessions/{id}/websites",
    tags,
    summary: "The websites of a session in the order they are measured, with what became of each",
    request: {
      params: idParameter,
      query: pageParameters.extend({
        outcome: z.enum(["completed", "partial", "failed", "na"]).optional(),
        state: z.enum(["waiting", "working", "done"]).optional(),
      }),
    },
    responses: {
      200: jsonAnswer(
        z.object({ items: z.array(sessionWebsite), next_cursor: z.string().nullable() }),
        "One page of websites",
      ),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    await existingSession(context, id);
    return c.json(await listSessionWebsites(context.db, id, c.req.valid("query")), 200);
  });
}
