import { httpInstrumentationMiddleware } from "@hono/otel";
import type { MiddlewareHandler } from "hono";

/** Asked every few seconds by machines: their spans would only bury the others. */
const untraced = /^\/(?:health(?:\/|$)|metrics$)/;

/** One server span per request; Hono on Node is not instrumented by itself. */
export function traceRequests(version: string): MiddlewareHandler {
  const trace = httpInstrumentationMiddleware({ serviceName: "millrace", serviceVersion: version });
  return (c, next) => (untraced.test(c.req.path) ? next() : trace(c, next));
}
