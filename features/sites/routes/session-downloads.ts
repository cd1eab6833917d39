import { z } from "@hono/zod-openapi";
import { answers, operation, type Api } from "@millrace/platform/api";
import { exportChunks, exportContentTypes, exportFormats } from "@millrace/platform/exports";
import type { SessionLogLine } from "../contract.ts";
import { readLog } from "../queries/session-log.ts";
import { sessionReadings } from "../queries/session-readings.ts";
import { readingsTable } from "../sessions/readings-table.ts";
import type { SitesRoutesContext } from "./context.ts";
import { existingSession, idParameter, tags } from "./session-parts.ts";

const file = { schema: z.string().openapi({ format: "binary" }) };

/** A session's log and readings, as files. */
export function addSessionDownloads(api: Api, context: SitesRoutesContext): void {
  addLog(api, context);
  addExport(api, context);
}

function addLog(api: Api, context: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/scraping/sessions/{id}/log",
    tags,
    summary: "Download a session's log as JSON Lines",
    request: { params: idParameter },
    responses: {
      200: {
        description: "One JSON object per line",
        content: Object.fromEntries([["application/x-ndjson", file]]),
      },
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const { created_at: createdAt } = await existingSession(context, id);
    return new Response(ReadableStream.from(asText(readLog(context.db, id))), {
      headers: downloadHeaders(exportContentTypes.jsonl, createdAt, "log.jsonl"),
    });
  });
}

function addExport(api: Api, context: SitesRoutesContext): void {
  const types = Object.values(exportContentTypes).map((type) => [type.split(";")[0] ?? type, file] as const);
  const route = operation("sites:read", {
    method: "get",
    path: "/scraping/sessions/{id}/export",
    tags,
    summary: "Download the readings of a session as CSV, XLSX, JSON Lines or Parquet",
    request: { params: idParameter, query: z.object({ format: z.enum(exportFormats) }) },
    responses: {
      200: { description: "The file", content: Object.fromEntries(types) },
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const { format } = c.req.valid("query");
    const { created_at: createdAt } = await existingSession(context, id);
    const chunks = exportChunks(format, readingsTable, sessionReadings(context.db, id), { bom: true });
    return new Response(ReadableStream.from(chunks), {
      headers: downloadHeaders(exportContentTypes[format], createdAt, `readings.${format}`),
    });
  });
}

/** A file named after when the session was started: "session-2026-11-24T15-30-00-readings.csv". */
function downloadHeaders(type: string, createdAt: string, name: string): Record<string, string> {
  const when = createdAt.slice(0, 19).replaceAll(":", "-");
  return {
    "content-type": type,
    "content-disposition": `attachment; filename="session-${when}-${name}"`,
  };
}

async function* asText(lines: AsyncIterable<SessionLogLine>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const line of lines) yield encoder.encode(`${JSON.stringify(line)}\n`);
}
