import type { MiddlewareHandler } from "hono";
import type { Actor, ApiVariables } from "@millrace/platform/api";

/** Leaves who asks for the routes' guards: null for nobody. */
export function identify(
  actorOf: (request: Request) => Promise<Actor | null> | Actor | null,
): MiddlewareHandler<{
  Variables: ApiVariables;
}> {
  return async (c, next) => {
    c.set("actor", await actorOf(c.req.raw));
    return next();
  };
}
