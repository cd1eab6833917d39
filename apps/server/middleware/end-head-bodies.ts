import type { MiddlewareHandler } from "hono";

/** HEAD is answered by the GET route and its body thrown away; a stream would go on behind it without a reader. */
export function endHeadBodies(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (c.req.method === "HEAD") await c.res.body?.cancel();
  };
}
