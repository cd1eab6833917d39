import { createRoute, type RouteConfig } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { HttpProblem } from "./problem.ts";

/** An area of the product and what is done to it: "posts:read", "runs:operate". */
export type Permission = `${string}:${string}`;

/** Whoever asks, as the door knows them. */
export interface Actor {
  /** `demo`: the visitor of a demo on this machine; `system`: the house itself, on nobody's behalf. */
  kind: "user" | "token" | "demo" | "system";
  id: string;
  /** For people to read: a name, an address, a token's label. */
  name: string;
  /** What the actor may do: a role's permissions, narrowed by a token's scopes. */
  permissions: ReadonlySet<Permission>;
}

declare const granted: unique symbol;

/**
 * An actor who was found to hold a permission. A function that changes something asks for one, so that it can't be
 * called by a route that forgot to look; only `authorize` and `systemActor` make them.
 */
export type Authorized<P extends Permission> = Actor & { readonly [granted]: P };

/** What a person showed at the door; it ends when it is revoked. */
export interface Credential {
  kind: "session" | "token";
  id: string;
  personId: string;
}

/** What the middlewares leave for the routes. */
export interface ApiVariables {
  /** null: nobody is signed in. */
  actor: Actor | null;
  /** null: nobody is signed in, or whoever is needs none (a demo, the owner of the data folder). */
  credential: Credential | null;
}

/** Throws `HttpProblem` 401 when nobody is signed in, 403 when the actor may not. */
export function authorize<P extends Permission>(actor: Actor | null, permission: P): Authorized<P> {
  if (actor === null)
    throw new HttpProblem(401, "sign_in_required", "This needs somebody who is signed in.", {
      action: "Sign in at /sign-in, or send an API token as Authorization: Bearer <token>.",
    });
  if (!actor.permissions.has(permission))
    throw new HttpProblem(403, "forbidden", `${actor.name} may not do this: it needs ${permission}.`, {
      action: "Ask an owner for another role, or for a token with this scope.",
    });
  return actor as Authorized<P>;
}

/** The house acting for itself (schedules, the demo): `name` says which part of it, for the audit trail. */
export function systemActor<P extends Permission>(name: string, permission: P): Authorized<P> {
  return { kind: "system", id: name, name, permissions: new Set([permission]) } as unknown as Authorized<P>;
}

/** The actor of a request, granted the permission; same refusals as `authorize`. */
export function authorized<P extends Permission>(
  c: Context<{ Variables: ApiVariables }>,
  permission: P,
): Authorized<P> {
  return authorize(c.get("actor"), permission);
}

/** Every operation says who may call it: one of these, or everybody on purpose. */
export type Access = Permission | "public";

/** Where the description of an operation carries its access, in the OpenAPI document too. */
export const accessField = "x-permission";

/**
 * `createRoute` with a guard in front: a caller who may not is refused before the input is even read, and the description
 * says what the operation needs.
 *
 * @example
 * const list = operation("posts:read", { method: "get", path: "/posts", … });
 */
export function operation<Path extends string, Config extends Omit<RouteConfig, "path"> & { path: Path }>(
  access: Access,
  config: Config,
) {
  const body = config.request?.body;
  const guards = [
    ...(access === "public" ? [] : [requirePermission(access)]),
    ...(body?.required === true ? [requireBody(Object.keys(body.content))] : []),
  ];
  const security: Record<string, string[]>[] = access === "public" ? [] : [{ session: [] }, { token: [] }];
  return Object.assign(createRoute<Path, Config>(config), {
    [accessField]: access,
    security,
    middleware: guards,
  });
}

function requirePermission(permission: Permission): MiddlewareHandler<{ Variables: ApiVariables }> {
  return (c, next) => {
    authorize(c.get("actor"), permission);
    return next();
  };
}

/** The validators take a body of another type, or none, for an empty one, and fill in its defaults. */
function requireBody(types: readonly string[]): MiddlewareHandler {
  return (c, next) => {
    const given = c.req.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
    if (types.includes(given)) return next();
    throw new HttpProblem(
      415,
      "unsupported_media_type",
      given === "" ? "This needs a body with its Content-Type." : `A body of type ${given} is not read here.`,
      { field: "body", action: `Send ${types.join(" or ")}.` },
    );
  };
}
