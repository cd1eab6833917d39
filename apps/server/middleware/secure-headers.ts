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

const everywhere = {
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
};

/** A year: what the preload lists of browsers ask for at least. */
const onlyEncrypted = { "strict-transport-security": "max-age=31536000" };

/**
 * Security headers on every answer; a route that needs another policy sets its own. They are set on Node's own response,
 * where there is one: touching the headers of a web Response makes it a full one, which halves what a small route can do.
 */
export function secureHeaders(
  isEncrypted: () => boolean,
): MiddlewareHandler<{ Bindings: Partial<HttpBindings> | undefined }> {
  const plain = Object.entries(everywhere);
  const encrypted = [...plain, ...Object.entries(onlyEncrypted)];
  return (c, next) => {
    const securityHeaders = isEncrypted() ? encrypted : plain;
    const outgoing = c.env?.outgoing;
    if (outgoing === undefined) return setOnResponse(c, next, securityHeaders);
    // What the API says is about its moment and its asker; a route that knows better says so itself.
    if (c.req.path.startsWith("/api/v1/")) outgoing.setHeader("cache-control", "no-store");
    for (const [name, value] of securityHeaders) outgoing.setHeader(name, value);
    return next();
  };
}

/** For requests that don't come through Node's server. */
async function setOnResponse(
  c: Context,
  next: Next,
  securityHeaders: readonly [string, string][],
): Promise<void> {
  await next();
  const { headers } = c.res;
  for (const [name, value] of securityHeaders) if (!headers.has(name)) headers.set(name, value);
}
