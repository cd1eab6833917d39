import { z } from "@hono/zod-openapi";
import {
  operation,
  HttpProblem,
  answers,
  jsonAnswer,
  pageParameters,
  type Api,
} from "@millrace/platform/api";
import type { ServerContext } from "../context.ts";
import { runDetail, runStatus, runSummary, toRunDetail, toRunSummary } from "./run-view.ts";

const tags = ["Operate"];
const params = z.object({
  id: z
    .string()
    .min(1)
    .max(300)
    .openapi({ param: { name: "id", in: "path" } }),
});
const one = { 200: jsonAnswer(runDetail, "The run"), 400: answers.badRequest, 404: answers.notFound };

/** The runs of every workflow: list, detail, cancel, resume. */
export function addRunRoutes(api: Api, context: ServerContext): void {
  addReading(api, context);
  addAction(api, context, "cancel", "Cancel a run and its children");
  addAction(
    api,
    context,
    "resume",
    "Continue a paused, failed or cancelled run at its first unfinished step",
  );
}

function addReading(api: Api, { engine, ...context }: ServerContext): void {
  const list = operation("operate:read", {
    method: "get",
    path: "/runs",
    tags,
    summary: "List runs, newest first",
    request: {
      query: pageParameters.extend({ status: runStatus.optional(), workflow: z.string().max(60).optional() }),
    },
    responses: {
      200: jsonAnswer(
        z.object({ items: z.array(runSummary), next_cursor: z.string().nullable() }),
        "One page of runs",
      ),
      400: answers.badRequest,
    },
  });
  api.openapi(list, async (c) => {
    const { limit, cursor, status, workflow } = c.req.valid("query");
    const page = await engine.list({ limit, ...definedOnly({ cursor, status, workflow }) });
    return c.json({ items: page.items.map(toRunSummary), next_cursor: page.nextCursor }, 200);
  });

  const read = operation("operate:read", {
    method: "get",
    path: "/runs/{id}",
    tags,
    summary: "One run with its steps, attempts and errors",
    request: { params },
    responses: one,
  });
  api.openapi(read, async (c) => c.json(await readRun({ engine, ...context }, c.req.valid("param").id), 200));
}

function addAction(api: Api, context: ServerContext, action: "cancel" | "resume", summary: string): void {
  const route = operation("operate:act", {
    method: "post",
    path: `/runs/{id}/${action}`,
    tags,
    summary,
    request: { params },
    responses: one,
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    await readRun(context, id);
    await context.engine[action](id);
    return c.json(await readRun(context, id), 200);
  });
}

async function readRun({ engine }: ServerContext, id: string): Promise<z.infer<typeof runDetail>> {
  const run = await engine.get(id);
  if (run !== null) return toRunDetail(run);
  throw new HttpProblem(404, "run_not_found", `There is no run ${id}.`, {
    action: "See GET /api/v1/runs for those there are.",
  });
}

function definedOnly<Shape extends object>(
  values: Shape,
): { [Key in keyof Shape]?: NonNullable<Shape[Key]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Shape]?: NonNullable<Shape[Key]>;
  };
}
