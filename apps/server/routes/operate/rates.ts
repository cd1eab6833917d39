import { z } from "@hono/zod-openapi";
import { operation, answers, jsonAnswer, type Api } from "@millrace/platform/api";
import * as contract from "../../contract.ts";
import type { ServerContext } from "../../context.ts";
import { tags } from "./route-parts.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** How far back each window goes, and slices as narrow as a chart can still show. */
const windows: Readonly<
  Record<z.infer<typeof contract.ratesWindow>, { lengthMs: number; bucketMs: number }>
> = {
  "1h": { lengthMs: hourMs, bucketMs: minuteMs },
  "24h": { lengthMs: 24 * hourMs, bucketMs: 30 * minuteMs },
  "7d": { lengthMs: 7 * 24 * hourMs, bucketMs: 2 * hourMs },
};

/** What ended lately, by slice of time. */
export function addRateRoutes(api: Api, { engine, clock }: Pick<ServerContext, "engine" | "clock">): void {
  const rates = operation("operate:read", {
    method: "get",
    path: "/operate/rates",
    tags,
    summary: "Runs that ended and how long they took, by slice of time, oldest first",
    request: { query: z.object({ window: contract.ratesWindow.default("1h") }) },
    responses: { 200: jsonAnswer(contract.runRates, "The slices"), 400: answers.badRequest },
  });
  api.openapi(rates, async (c) => {
    const { lengthMs, bucketMs } = windows[c.req.valid("query").window];
    const slices = await engine.readRates({ sinceMs: clock.now() - lengthMs, bucketMs });
    const items = slices.map(({ at, succeeded, failed, cancelled, p50Ms, p95Ms }) => ({
      at,
      succeeded,
      failed,
      cancelled,
      p50_ms: p50Ms,
      p95_ms: p95Ms,
    }));
    return c.json({ items }, 200);
  });
}
