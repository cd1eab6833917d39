import { httpInstrumentationMiddleware } from "@hono/otel";
import type { MiddlewareHandler } from "hono";

/** One server span per request; Hono on Node is not instrumented by itself. */
export function traceRequests(version: string): MiddlewareHandler {
  return httpInstrumentationMiddleware({ serviceName: "millrace", serviceVersion: version });
}
