import type { MiddlewareHandler } from "hono";
import type { IdentityFeature } from "@millrace/identity/feature";
import type { ApiVariables } from "@millrace/platform/api";

/** Leaves who asks for the routes' guards: null for nobody. */
export function identify(
  identity: Pick<IdentityFeature, "callerOf">,
): MiddlewareHandler<{ Variables: ApiVariables }> {
  return async (c, next) => {
    const { actor, credential } = await identity.callerOf(c);
    c.set("actor", actor);
    c.set("credential", credential);
    return next();
  };
}
