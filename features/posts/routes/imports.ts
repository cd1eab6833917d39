import { z } from "@hono/zod-openapi";
import { authorized, operation, HttpProblem, answers, jsonAnswer, type Api } from "@millrace/platform/api";
import { newId } from "@millrace/platform/ids";
import { collection, collectionRequest } from "../contract.ts";
import { storableText } from "../queries/storable-json.ts";
import { readCollection, runsReader } from "../queries/views.ts";
import { startCollection } from "./collections.ts";
import type { PostRoutesContext } from "./context.ts";

const maxFileName = 300;

const upload = z.object({
  files: z.union([z.array(z.custom<File>()), z.custom<File>()]).openapi({
    type: "array",
    items: { type: "string", format: "binary" },
    description: "Saved pages, Voyager JSON, HAR, CSV or ZIP",
  }),
  rules: collectionRequest.shape.rules,
});

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
    const { files, rules } = c.req.valid("form");
    const uploads = [files].flat().filter((file) => file instanceof File);
    if (uploads.length === 0) {
      throw new HttpProblem(422, "nothing_to_import", "No file was sent.", {
        field: "form.files",
        action: "Send saved pages, JSON answers, a HAR file or a ZIP of them in the field `files`.",
      });
    }
    const kept = await keepUploads(context, uploads);
    const request = collectionRequest.parse({ source: "linkedin-import", rules, max_posts: 10_000 });
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

/** The name is stored and shown: without what no database takes, and not endless. */
function fileNameOf(file: File): string {
  return storableText(file.name).slice(0, maxFileName) || "file";
}

/** Durable before the run is started, so that a crash between the two loses no file. */
async function keepUploads({ objects }: PostRoutesContext, uploads: readonly File[]) {
  const kept: { name: string; hash: string }[] = [];
  for (const file of uploads) {
    kept.push({ name: fileNameOf(file), hash: await objects.put(new Uint8Array(await file.arrayBuffer())) });
  }
  return kept;
}
