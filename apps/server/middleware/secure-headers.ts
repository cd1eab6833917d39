import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler, Next } from "hono";

/** The dashboard loads nothing from elsewhere and runs nothing inline. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self'",
  "script-src 'self'",
  "frame-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const securityHeaders = Object.entries({
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
});

/**
 * Security headers on every answer; a route that needs another policy sets its own. They are set on Node's own response,
 * where there is one: touching the headers of a web Response makes it a full one, which halves what a small route can do.
 */
export function secureHeaders(): MiddlewareHandler<{ Bindings: Partial<HttpBindings> | undefined }> {
  return (c, next) => {
    const outgoing = c.env?.outgoing;
    if (outgoing === undefined) return setOnResponse(c, next);
    for (const [name, value] of securityHeaders) outgoing.setHeader(name, value);
    return next();
  };
}

/** For requests that don't come through Node's server. */
async function setOnResponse(c: Context, next: Next): Promise<void> {
  await next();
  const { headers } = c.res;
  for (const [name, value] of securityHeaders) if (!headers.has(name)) headers.set(name, value);
}
