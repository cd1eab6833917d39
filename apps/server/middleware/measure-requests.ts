import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { Metrics } from "@millrace/platform/telemetry";

/** Counts and times every request by the route that answered it, so that ids never become labels. */
export function measureRequests(metrics: Metrics): MiddlewareHandler {
  return async (c, next) => {
    const startedMs = performance.now();
    await next();
    metrics.httpRequestDurationSeconds.observe(
      { method: c.req.method, route: routePath(c), status: String(c.res.status) },
      (performance.now() - startedMs) / 1_000,
    );
  };
}
