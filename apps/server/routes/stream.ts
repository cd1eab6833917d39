import { z } from "@hono/zod-openapi";
import { operation, answers, type Api } from "@millrace/platform/api";
import { eventStreamResponse } from "@millrace/platform/events";
import type { Lifecycle } from "../app.ts";
import type { ServerContext } from "../context.ts";

/** `GET /api/v1/stream`: every live event of the house over SSE; `Last-Event-ID` misses nothing. */
export function addStreamRoute(api: Api, context: ServerContext, { draining }: Lifecycle): void {
  const route = operation("house:read", {
    method: "get",
    path: "/stream",
    tags: ["Live"],
    summary: "Live events (SSE) with ids; Last-Event-ID replays what was missed",
    request: { headers: z.object({ "last-event-id": z.string().max(64).optional() }) },
    responses: {
      200: { description: "A stream without end", content: { "text/event-stream": { schema: z.string() } } },
      400: answers.badRequest,
    },
  });
  api.openapi(route, (c) => {
    const over = new AbortController();
    const ended = context.features.identity.endOf(c.get("credential"), over.signal);
    return eventStreamResponse({
      hub: context.hub,
      lastEventId: c.req.valid("header")["last-event-id"] ?? null,
      signal: ended === null ? draining : AbortSignal.any([draining, ended]),
      onOpen: () => context.metrics.sseClients.inc(),
      onClose: () => {
        over.abort();
        context.metrics.sseClients.dec();
      },
    });
  });
}
