import { z } from "@hono/zod-openapi";
import { authorize, isFromThisMachine, jsonAnswer, operation, type Api } from "@millrace/platform/api";
import { messageOf } from "@millrace/platform/errors";
import type { Lifecycle } from "../app.ts";
import { checkBackups } from "../backups/check-backups.ts";
import type { ServerContext } from "../context.ts";
import { createSharedMetrics } from "../shared-metrics.ts";
import { version } from "../version.ts";

const check = z.object({ status: z.enum(["ok", "failed"]), message: z.string().optional() });
const health = z
  .object({
    status: z.enum(["ok", "degraded"]),
    version: z.string(),
    role: z.enum(["all", "web", "worker"]),
    demo: z.boolean(),
    checks: z.record(z.string(), check),
  })
  .openapi("Health");
const state = z.object({ status: z.string() });

/** `/health` (each dependency), `/health/live`, `/health/ready`, `/metrics`. Degraded answers 200. */
export function addHealthRoutes(app: Api, context: ServerContext, { draining }: Lifecycle): void {
  const overall = operation("public", {
    method: "get",
    path: "/health",
    tags: ["Health"],
    summary: "How the process and what it depends on are",
    responses: { 200: jsonAnswer(health, "ok or degraded, with each dependency") },
  });
  app.openapi(overall, async (c) => c.json(await readHealth(context), 200));

  const live = operation("public", {
    method: "get",
    path: "/health/live",
    tags: ["Health"],
    summary: "The process runs",
    responses: { 200: jsonAnswer(state, "It does") },
  });
  app.openapi(live, (c) => c.json({ status: "ok" }, 200));

  const ready = operation("public", {
    method: "get",
    path: "/health/ready",
    tags: ["Health"],
    summary: "The process takes requests; false while it drains",
    responses: {
      200: jsonAnswer(state, "Ready"),
      503: jsonAnswer(state, "Draining, or without its database"),
    },
  });
  app.openapi(ready, async (c) => {
    if (draining.aborted) return c.json({ status: "draining" }, 503);
    const database = await checkDatabase(context);
    return database.status === "ok"
      ? c.json({ status: "ok" }, 200)
      : c.json({ status: "database unreachable" }, 503);
  });

  const { registry } = context.metrics;
  const shared = createSharedMetrics(context);
  app.get("/metrics", async (c) => {
    // A scraper on this machine needs nothing; one on the network, an API token.
    if (!isFromThisMachine(c)) authorize((await context.features.identity.callerOf(c)).actor, "operate:read");
    return c.body((await Promise.all([registry.metrics(), shared.read()])).join("\n"), 200, {
      "content-type": registry.contentType,
    });
  });
}

const patienceMs = 2_000;

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function readHealth(context: ServerContext): Promise<z.infer<typeof health>> {
  const checks = {
    database: await checkDatabase(context),
    backups: await checkBackups(context.backups, context.clock.now()),
  };
  const isOk = Object.values(checks).every((entry) => entry.status === "ok");
  const { role } = context.config;
  return { status: isOk ? "ok" : "degraded", version, role, demo: context.demoUrl !== null, checks };
}

async function checkDatabase({ db }: ServerContext): Promise<z.infer<typeof check>> {
  try {
    // The pool itself waits much longer for a database that restarts; whoever asks for our health does not.
    await within(patienceMs, db.pool.query("select 1"));
    return { status: "ok" };
  } catch (error) {
    return { status: "failed", message: messageOf(error) };
  }
}
