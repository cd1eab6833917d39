import { z } from "@hono/zod-openapi";
import {
  operation,
  HttpProblem,
  answers,
  jsonAnswer,
  pageParameters,
  type Api,
  type Authorized,
  authorized,
} from "@millrace/platform/api";
import { newId } from "@millrace/platform/ids";
import { runIdOf } from "@millrace/engine";
import { collectPosts, collection, collectionRequest, type SourceId } from "../contract.ts";
import type { PostSources } from "../sources/post-sources.ts";
import type { SourceRequest } from "../sources/source.ts";
import { insertCollection } from "../queries/collections.ts";
import { readCollection, readCollections, runsReader } from "../queries/views.ts";
import { listRuleSets } from "../rules/load-rules.ts";
import type { PostRoutesContext } from "./context.ts";

const tags = ["Collections"];
const shape = collection;
const idParameter = z.object({
  id: z
    .string()
    .min(1)
    .max(200)
    .openapi({ param: { name: "id", in: "path" } }),
});

/** Starting, following and cancelling collections. */
export function addCollectionRoutes(api: Api, context: PostRoutesContext): void {
  addStart(api, context);
  addReading(api, context);
  addCancel(api, context);
}

/**
 * Starts one collection. The run comes first: its own first step writes the collection's row too, so a crash between
 * the two leaves no collection that nobody runs.
 */
export async function startCollection(
  _actor: Authorized<"posts:write">,
  { db, engine }: Pick<PostRoutesContext, "db" | "engine">,
  request: SourceRequest,
  key: string,
): Promise<string> {
  assertShippedRules(request.rules);
  const id = runIdOf(collectPosts.id, key);
  await engine.start(collectPosts, request, { key });
  await insertCollection(db.pool, id, request);
  return id;
}

function assertSearchable(sources: PostSources, id: SourceId): void {
  const source = sources.find(id);
  if (source?.takesFiles === true)
    throw new HttpProblem(422, "import_needs_files", "An import needs files.", {
      field: "json.source",
      action: "Send them to POST /api/v1/imports.",
    });
  if (source !== null) return;
  const searchable = sources.all.filter(({ takesFiles }) => !takesFiles).map((other) => other.id);
  throw new HttpProblem(422, "source_not_here", `The source ${id} is not available here.`, {
    field: "json.source",
    action:
      searchable.length === 0
        ? "Import saved pages with POST /api/v1/imports, or start with --demo for a simulated site."
        : `Choose one of: ${searchable.join(", ")}.`,
  });
}

/** By name only: the rule loader takes file paths too, which are the owner's business, not a caller's. */
function assertShippedRules(name: string): void {
  const shipped = listRuleSets();
  if (shipped.includes(name)) return;
  throw new HttpProblem(422, "unknown_rule_set", `There is no rule set named "${name}".`, {
    field: "rules",
    action: `Choose one of: ${shipped.join(", ")}.`,
  });
}

function addStart(api: Api, context: PostRoutesContext): void {
  const route = operation("posts:write", {
    method: "post",
    path: "/collections",
    tags,
    summary: "Start collecting posts from a source",
    request: {
      headers: z.object({
        "idempotency-key": z.string().min(1).max(100).optional().openapi({
          description:
            "A second request with the same key starts nothing and answers with the first collection",
        }),
      }),
      body: { required: true, content: { "application/json": { schema: collectionRequest } } },
    },
    responses: {
      202: jsonAnswer(shape, "Started; Location has its address"),
      400: answers.badRequest,
      422: answers.badRequest,
    },
  });
  api.openapi(route, async (c) => {
    const request = c.req.valid("json");
    assertSearchable(context.sources, request.source);
    const id = await startCollection(
      authorized(c, "posts:write"),
      context,
      { ...request, files: [] },
      c.req.valid("header")["idempotency-key"] ?? newId(),
    );
    return c.json(await existing(context, id), 202, {
      location: `/api/v1/collections/${encodeURIComponent(id)}`,
    });
  });
}

function addReading(api: Api, context: PostRoutesContext): void {
  const list = operation("posts:read", {
    method: "get",
    path: "/collections",
    tags,
    summary: "List collections, newest first",
    request: { query: pageParameters },
    responses: {
      200: jsonAnswer(
        z.object({ items: z.array(shape), next_cursor: z.string().nullable() }),
        "One page of collections",
      ),
      400: answers.badRequest,
    },
  });
  api.openapi(list, async (c) =>
    c.json(await readCollections(context.db, runsReader(context.engine), c.req.valid("query")), 200),
  );

  const read = operation("posts:read", {
    method: "get",
    path: "/collections/{id}",
    tags,
    summary: "One collection with its counts and progress",
    request: { params: idParameter },
    responses: { 200: jsonAnswer(shape, "The collection"), 400: answers.badRequest, 404: answers.notFound },
  });
  api.openapi(read, async (c) => c.json(await existing(context, c.req.valid("param").id), 200));
}

function addCancel(api: Api, context: PostRoutesContext): void {
  const route = operation("posts:write", {
    method: "post",
    path: "/collections/{id}/cancel",
    tags,
    summary: "Stop a collection; what it saved stays",
    request: { params: idParameter },
    responses: {
      200: jsonAnswer(shape, "The collection as it is now"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    await existing(context, id);
    await context.engine.cancel(id);
    return c.json(await existing(context, id), 200);
  });
}

async function existing({ db, engine }: PostRoutesContext, id: string) {
  const found = await readCollection(db, runsReader(engine), id);
  if (found !== null) return found;
  throw new HttpProblem(404, "collection_not_found", `There is no collection ${id}.`, {
    action: "See GET /api/v1/collections for those there are.",
  });
}
