import { z } from "@hono/zod-openapi";
import type { QueueState } from "@millrace/engine";
import {
  operation,
  answers,
  authorized,
  jsonAnswer,
  type Api,
  type Authorized,
} from "@millrace/platform/api";
import * as contract from "../../contract.ts";
import type { ServerContext } from "../../context.ts";
import { audited } from "./audited.ts";
import { namedParameter, tags, unknownThing } from "./route-parts.ts";

type Context = Pick<ServerContext, "engine" | "db">;
type QueueAct = keyof typeof queueActs;

const queueActs = {
  pause: "Take nothing more from a queue until it is resumed; what runs goes on",
  resume: "Take work from a queue again",
} as const;

/** What waits and runs on each queue, and holding one back. */
export function addQueueRoutes(api: Api, context: Context): void {
  const list = operation("operate:read", {
    method: "get",
    path: "/queues",
    tags,
    summary: "Every queue with what waits and runs on it",
    responses: { 200: jsonAnswer(contract.queueList, "The queues") },
  });
  api.openapi(list, async (c) =>
    c.json({ items: (await context.engine.readQueues()).map(toQueueState) }, 200),
  );
  for (const act of ["pause", "resume"] as const) addAct(api, context, act);
}

function addAct(api: Api, context: Context, act: QueueAct): void {
  const route = operation("operate:act", {
    method: "post",
    path: `/queues/{name}/${act}`,
    tags,
    summary: queueActs[act],
    request: { params: z.object({ name: namedParameter("name") }) },
    responses: {
      200: jsonAnswer(contract.queueState, "The queue afterwards"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { name } = c.req.valid("param");
    await readQueue(context, name);
    await actOnQueue(authorized(c, "operate:act"), context, act, name);
    return c.json(await readQueue(context, name), 200);
  });
}

async function actOnQueue(
  actor: Authorized<"operate:act">,
  { engine, db }: Context,
  act: QueueAct,
  name: string,
): Promise<void> {
  await audited(db.pool, actor, { action: `queue.${act}`, subject: name }, () =>
    act === "pause" ? engine.pauseQueue(name) : engine.resumeQueue(name),
  );
}

async function readQueue({ engine }: Context, name: string): Promise<contract.QueueState> {
  const queue = (await engine.readQueues()).find((one) => one.name === name);
  if (queue === undefined) throw unknownThing("queue", name, "/queues");
  return toQueueState(queue);
}

function toQueueState(queue: QueueState): contract.QueueState {
  const { rateLimit } = queue;
  return {
    name: queue.name,
    queued: queue.queued,
    delayed: queue.delayed,
    running: queue.running,
    oldest_wait_ms: queue.oldestWaitMs,
    concurrency: queue.concurrency,
    worker_concurrency: queue.workerConcurrency,
    concurrency_per_key: queue.concurrencyPerKey,
    rate_limit: rateLimit === null ? null : { limit: rateLimit.limit, period_ms: rateLimit.periodMs },
    is_paused: queue.isPaused,
  };
}
