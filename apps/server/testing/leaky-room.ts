import { defineWorkflow, handleWorkflow } from "@millrace/engine";
import { createApi } from "@millrace/platform/api";
import { Rejected, Transient } from "@millrace/platform/errors";
import type { Logger } from "@millrace/platform/telemetry";
import { z } from "zod";
import type { Feature } from "../features.ts";

export const leakyErrand = defineWorkflow({
  id: "leaky-errand",
  input: z.object({ password: z.string(), note: z.string() }),
  output: z.null(),
  onDeploy: "continue",
});

/** Secrets as careless code of a room would put them into each place. */
export type Leaks = Readonly<Record<"log" | "message" | "progress" | "attempt" | "error", string>>;

/** A room whose only workflow says what it should not wherever a run may say anything, and dies of it. */
export function createLeakyRoom(log: Logger, leaks: Leaks): Feature {
  return {
    name: "leaky",
    permissions: {},
    budgets: [],
    queues: [],
    handlers: () => [
      handleWorkflow(leakyErrand, async (context) => {
        context.log.info({ api_key: leaks.log, nested: { sessionToken: leaks.log } }, "prepared");
        context.log.warn(`signing in with password=${leaks.message}`);
        await context.progress({
          done: 1,
          of: 2,
          unit: "calls",
          message: `GET https://vendor.example/?access_token=${leaks.progress}`,
        });
        let tries = 0;
        await context.step(
          "call",
          () => {
            tries += 1;
            throw tries === 1
              ? new Transient(`refused with Authorization: Bearer ${leaks.attempt}`)
              : new Rejected(`connect to postgres://millrace:${leaks.error}@db.example/x failed`);
          },
          { maxAttempts: 2, baseDelayMs: 1 },
        );
        return null;
      }),
    ],
    routes: () => createApi(log),
  };
}
