import type { Context, MiddlewareHandler, Next } from "hono";

/** HEAD is answered by the GET route and its body thrown away; a stream would go on behind it without a reader. */
export function endHeadBodies(): MiddlewareHandler {
  return (c, next) => (c.req.method === "HEAD" ? endBody(c, next) : next());
}

async function endBody(c: Context, next: Next): Promise<void> {
  await next();
  await c.res.body?.cancel();
}
