import { answers, authorized, jsonAnswer, operation, type Api } from "@millrace/platform/api";
import { z } from "zod";
import { figuresStarted, workspace } from "../contract.ts";
import { startFigures } from "../figures/start-figures.ts";
import type { SitesRoutesContext } from "./context.ts";
import { existingSession } from "./session-parts.ts";
import { keepTable, parseField, workspaceOf } from "./table-upload.ts";

/** Entries of a list that an answer shows. */
const sampleSize = 100;

/** Described, and read by us as it comes: a validator would hold the whole body in memory first. */
const upload = {
  type: "object" as const,
  required: ["file"],
  properties: {
    file: {
      type: "string" as const,
      format: "binary",
      description: "CSV with a column for the website, columns called by metrics, and perhaps a date",
    },
    workspace: { type: "string" as const, enum: [...workspace.options], default: "production" },
    add_missing: {
      type: "string" as const,
      enum: ["true", "false"],
      default: "false",
      description: "Add websites of the file that are not there; otherwise they are left out",
    },
  },
};

/** `POST /scraping/figures`: metrics from a file, each with the file and the line as its provenance. */
export function addFigureRoutes(api: Api, context: SitesRoutesContext): void {
  const route = operation("sites:write", {
    method: "post",
    path: "/scraping/figures",
    tags: ["Scraping sessions"],
    summary: "Read metrics of websites from a CSV file, as a session",
    request: { body: { required: true, content: { "multipart/form-data": { schema: upload } } } },
    responses: {
      202: jsonAnswer(figuresStarted, "Started; Location has the session's address"),
      400: answers.badRequest,
      413: answers.badRequest,
      415: answers.badRequest,
      422: answers.badRequest,
    },
  });
  api.openapi(route, async (c) => {
    const { name, hash, fields } = await keepTable(c.req.raw, context.objects);
    const isAsked = parseField(fields, "add_missing", z.enum(["true", "false"]).default("false"));
    const file = { name, hash, workspace: workspaceOf(fields), addsMissing: isAsked === "true" };
    const { sessionId, figures, added, unknown } = await startFigures(
      authorized(c, "sites:write"),
      context,
      file,
    );
    const started = {
      session: await existingSession(context, sessionId),
      rows: figures.rows,
      websites: figures.byDomain.size,
      added,
      unknown: unknown.length,
      unknown_sample: unknown.slice(0, sampleSize),
      columns: Object.fromEntries(figures.columns),
      ignored_columns: figures.ignored,
      refused: figures.refused.length,
      refused_sample: figures.refused.slice(0, sampleSize),
    };
    const location = `/api/v1/scraping/sessions/${encodeURIComponent(sessionId)}/status`;
    return c.json(started, 202, { location });
  });
}
