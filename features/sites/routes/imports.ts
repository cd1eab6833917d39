import { z } from "@hono/zod-openapi";
import { runIdOf, type Engine } from "@millrace/engine";
import {
  answers,
  authorized,
  HttpProblem,
  jsonAnswer,
  operation,
  pageParameters,
  type Api,
} from "@millrace/platform/api";
import { exportChunks, exportContentTypes, type ExportTable } from "@millrace/platform/exports";
import { newId } from "@millrace/platform/ids";
import {
  importOutcome,
  importRow,
  importWebsites,
  pastedWebsites,
  tag,
  websiteImport,
  workspace,
  type ImportRow,
  type WebsiteImport,
} from "../contract.ts";
import {
  getImport,
  insertImport,
  listImportRows,
  listImports,
  type StoredImport,
} from "../queries/imports.ts";
import { importView } from "../workflows/import-view.ts";
import { audited } from "./audited.ts";
import type { SitesRoutesContext } from "./context.ts";
import { idParameter } from "./session-parts.ts";
import { assertText, keepTable, parseField, workspaceOf } from "./table-upload.ts";

const tags = ["Website imports"];

/** Described, and read by us as it comes: a validator would hold the whole body in memory first. */
const upload = {
  type: "object" as const,
  required: ["file"],
  properties: {
    file: {
      type: "string" as const,
      format: "binary",
      description: "CSV with or without column names, or a list",
    },
    workspace: { type: "string" as const, enum: [...workspace.options], default: "production" },
    tags: {
      type: "string" as const,
      maxLength: 900,
      description: "Given to every website; divided by commas",
    },
  },
};

/** Starting, following and cancelling imports of websites. */
export function addImportRoutes(api: Api, context: SitesRoutesContext): void {
  addStart(api, context);
  addReading(api, context);
  addRows(api, context);
  addReport(api, context);
  addCancel(api, context);
}

function addStart(api: Api, context: SitesRoutesContext): void {
  const route = operation("sites:write", {
    method: "post",
    path: "/scraping/imports",
    tags,
    summary: "Import websites from a CSV file, a list of addresses, or pasted text",
    request: {
      body: {
        required: true,
        content: {
          "multipart/form-data": { schema: upload },
          // Described, not validated here: a validator would take the other type of body for a broken one.
          "application/json": { schema: describe(pastedWebsites) },
        },
      },
    },
    responses: {
      202: jsonAnswer(websiteImport, "Started; Location has its address"),
      400: answers.badRequest,
      413: answers.badRequest,
      415: answers.badRequest,
      422: answers.badRequest,
    },
  });
  api.openapi(route, async (c) => {
    const actor = authorized(c, "sites:write");
    const isJson = c.req.header("content-type")?.includes("json") === true;
    const input = {
      ...(isJson ? await keepPasted(c.req.raw, context) : await keepUploaded(c.req.raw, context)),
      started_by: actor.name,
    };
    const key = newId();
    const id = runIdOf(importWebsites.id, key);
    const { hash, file_name: fileName, workspace: into } = input;
    const detail = { file: fileName, hash, workspace: into };
    await audited(
      context.db.pool,
      actor,
      { action: "website_import.start", subject: id, detail },
      async () => {
        await context.engine.start(importWebsites, input, { key });
        await insertImport(context.db.pool, { id, workspace: into, fileName, hash, tags: input.tags });
      },
    );
    const location = `/api/v1/scraping/imports/${encodeURIComponent(id)}`;
    return c.json(await existing(context, id), 202, { location });
  });
}

/** A schema as the description has it; what the house checks by itself. */
function describe(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _version, ...described } = z.toJSONSchema(schema, { io: "input" });
  return described;
}

/** Tags as a form's field has them: "shoes, France". */
const tagList = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(/[,;]/)
      .map((one) => one.trim())
      .filter(Boolean),
  )
  .pipe(z.array(tag).max(20));

interface KeptList {
  hash: string;
  file_name: string;
  workspace: z.infer<typeof workspace>;
  tags: string[];
}

async function keepUploaded(request: Request, { objects }: SitesRoutesContext): Promise<KeptList> {
  const { name, hash, fields } = await keepTable(request, objects);
  return {
    hash,
    file_name: name,
    workspace: workspaceOf(fields),
    tags: parseField(fields, "tags", tagList),
  };
}

async function keepPasted(request: Request, { objects }: SitesRoutesContext): Promise<KeptList> {
  const body: unknown = await request.json().catch((error: unknown) => {
    throw new HttpProblem(400, "malformed_body", "The body is no JSON.", { field: "body", cause: error });
  });
  const read = pastedWebsites.safeParse(body);
  if (!read.success) {
    const [issue] = read.error.issues;
    const field = ["json", ...(issue?.path ?? [])].map(String).join(".");
    throw new HttpProblem(400, "invalid_input", `${field}: ${issue?.message ?? "not valid"}.`, {
      field,
      action: "See /api/docs for what it may be.",
    });
  }
  const { text, ...list } = read.data;
  const bytes = new TextEncoder().encode(text);
  assertText("The text", bytes);
  return { ...list, hash: await objects.put(bytes), file_name: "pasted text" };
}

function addReading(api: Api, context: SitesRoutesContext): void {
  const list = operation("sites:read", {
    method: "get",
    path: "/scraping/imports",
    tags,
    summary: "List imports of websites, newest first",
    request: { query: pageParameters.extend({ workspace: workspace.default("production") }) },
    responses: {
      200: jsonAnswer(
        z.object({ items: z.array(websiteImport), next_cursor: z.string().nullable() }),
        "One page of imports",
      ),
      400: answers.badRequest,
    },
  });
  api.openapi(list, async (c) => {
    const { workspace: of, ...paging } = c.req.valid("query");
    const page = await listImports(context.db.pool, of, paging);
    return c.json({ items: await toViews(context.engine, page.items), next_cursor: page.next_cursor }, 200);
  });

  const read = operation("sites:read", {
    method: "get",
    path: "/scraping/imports/{id}",
    tags,
    summary: "One import with its counts",
    request: { params: idParameter },
    responses: {
      200: jsonAnswer(websiteImport, "The import"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(read, async (c) => c.json(await existing(context, c.req.valid("param").id), 200));
}

function addRows(api: Api, context: SitesRoutesContext): void {
  const rows = operation("sites:read", {
    method: "get",
    path: "/scraping/imports/{id}/rows",
    tags,
    summary: "What became of each row of an import, in the order of the file",
    request: { params: idParameter, query: pageParameters.extend({ outcome: importOutcome.optional() }) },
    responses: {
      200: jsonAnswer(
        z.object({ items: z.array(importRow), next_cursor: z.string().nullable() }),
        "One page of rows",
      ),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(rows, async (c) => {
    const { id } = await existing(context, c.req.valid("param").id);
    const { outcome, ...paging } = c.req.valid("query");
    return c.json(await listImportRows(context.db.pool, id, outcome, paging), 200);
  });
}

const reportTable: ExportTable<ImportRow> = {
  name: "rows",
  columns: [
    { name: "row", type: "integer", description: "Number of the row", value: ({ row }) => row },
    {
      name: "line",
      type: "integer",
      description: "Line of the file it begins on",
      value: ({ line }) => line,
    },
    { name: "outcome", type: "text", description: "What became of it", value: ({ outcome }) => outcome },
    { name: "domain", type: "text", description: "The website it names", value: ({ domain }) => domain },
    { name: "message", type: "text", description: "Why, in one sentence", value: ({ message }) => message },
    { name: "text", type: "text", description: "The row as written", value: ({ text }) => text },
  ],
};

function addReport(api: Api, context: SitesRoutesContext): void {
  const report = operation("sites:read", {
    method: "get",
    path: "/scraping/imports/{id}/report",
    tags,
    summary: "Download every row of an import with what became of it, as CSV",
    request: { params: idParameter },
    responses: {
      200: {
        description: "The file",
        content: { "text/csv": { schema: z.string().openapi({ format: "binary" }) } },
      },
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(report, async (c) => {
    const { id } = await existing(context, c.req.valid("param").id);
    const chunks = exportChunks("csv", reportTable, allRows(context, id), { bom: true });
    return new Response(ReadableStream.from(chunks), {
      headers: {
        "content-type": exportContentTypes.csv,
        "content-disposition": 'attachment; filename="import-report.csv"',
      },
    });
  });
}

/** Read in pages, so memory stays flat. */
async function* allRows({ db }: SitesRoutesContext, id: string): AsyncGenerator<ImportRow> {
  let cursor: string | undefined;
  do {
    const page = await listImportRows(db.pool, id, undefined, { limit: 1_000, cursor });
    yield* page.items;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

function addCancel(api: Api, context: SitesRoutesContext): void {
  const route = operation("sites:write", {
    method: "post",
    path: "/scraping/imports/{id}/cancel",
    tags,
    summary: "Stop an import; what it saved stays",
    request: { params: idParameter },
    responses: {
      200: jsonAnswer(websiteImport, "The import as it is now"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { id } = await existing(context, c.req.valid("param").id);
    const act = { action: "website_import.cancel", subject: id };
    await audited(context.db.pool, authorized(c, "sites:write"), act, () => context.engine.cancel(id));
    return c.json(await existing(context, id), 200);
  });
}

async function toViews(engine: Engine, stored: readonly StoredImport[]): Promise<WebsiteImport[]> {
  const open = stored.filter(({ outcome }) => outcome !== "succeeded").map(({ id }) => id);
  const listed = open.length === 0 ? [] : (await engine.list({ runIds: open, limit: open.length })).items;
  const runs = new Map(listed.map((run) => [run.runId, run]));
  return stored.map((one) => importView(one, runs.get(one.id) ?? null));
}

async function existing({ db, engine }: SitesRoutesContext, id: string): Promise<WebsiteImport> {
  const stored = await getImport(db.pool, id);
  const [found] = stored === null ? [] : await toViews(engine, [stored]);
  if (found !== undefined) return found;
  throw new HttpProblem(404, "import_not_found", `There is no import ${id}.`, {
    action: "See GET /api/v1/scraping/imports for those there are.",
  });
}
