import { z } from "@hono/zod-openapi";
import { answers, operation, type Api } from "@millrace/platform/api";
import type { SessionLogLine } from "../contract.ts";
import { readLog } from "../queries/session-log.ts";
import type { SitesRoutesContext } from "./context.ts";
import { existingSession, idParameter, tags } from "./session-parts.ts";

/** `GET /scraping/sessions/{id}/log`: everything said in a session, oldest first. */
export function addSessionDownloads(api: Api, context: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/scraping/sessions/{id}/log",
    tags,
    summary: "Download a session's log as JSON Lines",
    request: { params: idParameter },
    responses: {
      200: {
        description: "One JSON object per line",
        content: Object.fromEntries([
          ["application/x-ndjson", { schema: z.string().openapi({ format: "binary" }) }],
        ]),
      },
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const { created_at: createdAt } = await existingSession(context, id);
    return new Response(ReadableStream.from(asText(readLog(context.db, id))), {
      headers: {
        "content-type": "application/x-ndjson; charset=utf-8",
        "content-disposition": `attachment; filename="session-${createdAt.slice(0, 19).replaceAll(":", "-")}.jsonl"`,
      },
    });
  });
}

async function* asText(lines: AsyncIterable<SessionLogLine>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const line of lines) yield encoder.encode(`${JSON.stringify(line)}\n`);
}
