import { authorized, operation, HttpProblem, answers, jsonAnswer, type Api } from "@millrace/platform/api";
import { Broken } from "@millrace/platform/errors";
import { newId } from "@millrace/platform/ids";
import { keepUpload, type UploadLimits } from "@millrace/platform/uploads";
import { collection, collectionRequest } from "../contract.ts";
import { readCollection, runsReader } from "../queries/views.ts";
import { startCollection } from "./collections.ts";
import type { PostRoutesContext } from "./context.ts";

const limits: UploadLimits = {
  field: "files",
  maxFileBytes: 128_000_000,
  maxUploadBytes: 256_000_000,
  maxFiles: 5_000,
};

/** Described, and read by us as it comes: a validator would hold the whole body in memory first. */
const upload = {
  type: "object" as const,
  required: ["files"],
  properties: {
    files: {
      type: "array" as const,
      items: { type: "string" as const, format: "binary" },
      description: "Saved pages, Voyager JSON, HAR, CSV or ZIP",
    },
    rules: { type: "string" as const, maxLength: 60, default: "legal-fr" },
  },
};

/** `POST /imports`: keeps the uploaded files, then collects from them as from any source. */
export function addImportRoute(api: Api, context: PostRoutesContext): void {
  const route = operation("posts:write", {
    method: "post",
    path: "/imports",
    tags: ["Collections"],
    summary: "Import saved LinkedIn pages, API answers, HAR files or archives",
    request: { body: { required: true, content: { "multipart/form-data": { schema: upload } } } },
    responses: {
      202: jsonAnswer(collection, "Started; Location has its address"),
      400: answers.badRequest,
      422: answers.badRequest,
    },
  });
  api.openapi(route, async (c) => {
    const { files: kept, fields } = await keepUpload(c.req.raw, context.objects, limits);
    if (kept.length === 0) {
      throw new HttpProblem(422, "nothing_to_import", "No file was sent.", {
        field: "form.files",
        action: "Send saved pages, JSON answers, a HAR file or a ZIP of them in the field `files`.",
      });
    }
    const importer = context.sources.all.find((source) => source.takesFiles);
    if (importer === undefined) throw new Broken("No source of this installation takes files.");
    const rules = rulesOf(fields["rules"]);
    const request = collectionRequest.parse({ source: importer.id, rules, max_posts: 10_000 });
    const id = await startCollection(
      authorized(c, "posts:write"),
      context,
      { ...request, files: kept },
      newId(),
    );
    const started = await readCollection(context.db, runsReader(context.engine), id);
    if (started === null) throw new Error(`Collection ${id} vanished right after it was written.`);
    return c.json(started, 202, { location: `/api/v1/collections/${encodeURIComponent(id)}` });
  });
}

function rulesOf(name: string | undefined): string {
  const read = collectionRequest.shape.rules.safeParse(name);
  if (read.success) return read.data;
  throw new HttpProblem(
    400,
    "invalid_input",
    `form.rules: ${read.error.issues[0]?.message ?? "not valid"}.`,
    {
      field: "form.rules",
      action: "See /api/docs for what it may be.",
    },
  );
}
