import { z } from "@hono/zod-openapi";
import { operation, HttpProblem, answers, jsonAnswer, problemAnswer, type Api } from "@millrace/platform/api";
import { Broken } from "@millrace/platform/errors";
import { publishEvents } from "@millrace/platform/events";
import { collectPosts, postEvents, sourceHealth, sourceId, stats, type SourceId } from "../contract.ts";
import { readStats } from "../queries/read-stats.ts";
import { resumeSource } from "../queries/source-state.ts";
import { readSourceHealth } from "../queries/views.ts";
import { listRuleSets, loadRules } from "../rules/load-rules.ts";
import type { PostSource } from "../sources/source.ts";
import type { PostRoutesContext } from "./context.ts";

const health = sourceHealth;

/** Source health, statistics and the shipped rule sets. */
export function addSourceRoutes(api: Api, context: PostRoutesContext): void {
  addHealth(api, context);
  addResume(api, context);
  addStats(api, context);
  addRules(api);
}

function addHealth(api: Api, { db, sources }: PostRoutesContext): void {
  const route = operation("posts:read", {
    method: "get",
    path: "/sources",
    tags: ["Sources"],
    summary: "How each source stands: wall, budget, last collection",
    responses: { 200: jsonAnswer(z.object({ items: z.array(health) }), "Every source there is here") },
  });
  api.openapi(route, async (c) => c.json({ items: await readSourceHealth(db, sources.all) }, 200));
}

function addResume(api: Api, { db, engine, sources }: PostRoutesContext): void {
  const route = operation("posts:write", {
    method: "post",
    path: "/sources/{id}/resume",
    tags: ["Sources"],
    summary: "Let a paused source run again, and the collections that wait for it",
    request: { params: z.object({ id: sourceId }) },
    responses: {
      200: jsonAnswer(health, "The source as it is now"),
      400: answers.badRequest,
      404: problemAnswer("No such source"),
    },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const source = sources.find(id);
    if (source === null) throw sourceNotHere(id);
    await resumeSource(db.pool, id);
    await resumeWaitingRuns(engine, id);
    const now = await healthOf(db, source);
    await publishEvents(db.pool, [{ type: postEvents.source, subject: id, payload: now }]);
    return c.json(now, 200);
  });
}

function sourceNotHere(id: SourceId): HttpProblem {
  return new HttpProblem(404, "source_not_found", `The source ${id} is not available here.`, {
    field: "param.id",
    action: "See GET /api/v1/sources for those there are.",
  });
}

async function healthOf(db: PostRoutesContext["db"], source: PostSource) {
  const [health] = await readSourceHealth(db, [source]);
  if (health === undefined) throw new Broken(`Source ${source.id} has no health entry.`);
  return health;
}

async function resumeWaitingRuns(engine: PostRoutesContext["engine"], source: SourceId): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await engine.list({
      workflow: collectPosts.id,
      status: "paused",
      limit: 100,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { runId, error } of page.items) {
      // Without an error it was a person who paused it.
      if (error === null) continue;
      const input = collectPosts.input.safeParse((await engine.get(runId))?.input);
      if (input.success && input.data.source === source) await engine.resume(runId);
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

function addStats(api: Api, { db }: PostRoutesContext): void {
  const route = operation("posts:read", {
    method: "get",
    path: "/stats",
    tags: ["Posts"],
    summary: "Totals per day, category, keyword, language and source",
    responses: { 200: jsonAnswer(stats, "Statistics of everything not in the trash") },
  });
  api.openapi(route, async (c) => c.json(await readStats(db), 200));
}

function addRules(api: Api): void {
  const ruleSet = z.object({ name: z.string(), title: z.string(), description: z.string() });
  const route = operation("posts:read", {
    method: "get",
    path: "/rules",
    tags: ["Posts"],
    summary: "Rule sets a collection can be judged by",
    responses: { 200: jsonAnswer(z.object({ items: z.array(ruleSet) }), "Shipped rule sets") },
  });
  api.openapi(route, (c) =>
    c.json(
      {
        items: listRuleSets().map((name) => {
          const rules = loadRules(name);
          return { name, title: rules.title, description: rules.description };
        }),
      },
      200,
    ),
  );
}
