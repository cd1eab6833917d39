import { defineWorkflow, handleWorkflow, type WorkflowHandler } from "@millrace/engine";
import { inTransaction } from "@millrace/platform/db";
import { z } from "zod";
import { measureWebsitesInput } from "../contract.ts";
import { openSession } from "../queries/open-session.ts";
import type { MeasureDependencies } from "./dependencies.ts";
import { measureNext, type Seat } from "./measure-next.ts";

/** One worker of a session: it measures one website after the other until none is left. A child of the session's run. */
export const measureSessionWorker = defineWorkflow({
  id: "measure-session-worker",
  input: z.object({ session_id: z.string(), worker: z.int().min(1).max(16), session: measureWebsitesInput }),
  output: z.object({ done: z.int() }),
  // A session waits for its workers: they have a queue of their own, so that sessions never hold their places.
  queue: "site-workers",
  onDeploy: "continue",
});

export function measureSessionWorkerHandler(deps: MeasureDependencies): WorkflowHandler {
  return handleWorkflow(measureSessionWorker, async (context, { session_id: sessionId, worker, session }) => {
    // A session that was forked in its middle has no websites yet: they are chosen by whoever comes first.
    await context.step("join", async (step) => {
      await inTransaction(deps.db.pool, async (client) => {
        await step.fence(client);
        await openSession(client, sessionId, session);
      });
      return null;
    });
    const provider = deps.providerOf(session.provider);
    const declarations = provider.metrics.filter(({ id }) => session.metrics.includes(id));
    const fileHash = session.file_hash ?? null;
    const seat: Seat = { sessionId, worker, provider, declarations, fileHash, memory: null };
    deps.news.enter(sessionId);
    try {
      for (let done = 0; ; done += 1) {
        const { domain } = await context.step(`website-${done + 1}`, (step) => measureNext(deps, seat, step));
        if (domain === null) return { done };
      }
    } finally {
      deps.news.leave(sessionId);
    }
  });
}
