import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler, Next } from "hono";
import type { Pool } from "pg";
import { clientNetwork, HttpProblem, type Actor, type ApiVariables } from "@millrace/platform/api";
import type { HouseConfig } from "@millrace/platform/config";
import {
  RateLimiter,
  rateLimitHeaders,
  type RateDecision,
  type RateLimitPolicy,
} from "@millrace/platform/rate-limit";

type LimitSettings = Pick<
  HouseConfig,
  | "rateLimitPerAddress"
  | "rateLimitPerUser"
  | "rateLimitPerToken"
  | "rateLimitSignIns"
  | "rateLimitExports"
  | "rateLimitUploads"
>;
type Environment = { Bindings: Partial<HttpBindings> | undefined; Variables: ApiVariables };
type Handler = MiddlewareHandler<Environment>;

/** Requests that cost more than others, by what their address and their content say. */
const isSignIn = ({ req }: Context<Environment>): boolean =>
  req.method === "POST" && req.path.startsWith("/api/v1/sign-in");
const isExport = ({ req }: Context<Environment>): boolean => req.path.endsWith("/export");
const isUpload = ({ req }: Context<Environment>): boolean =>
  req.header("content-type")?.startsWith("multipart/") === true || req.path === "/api/v1/imports";

/**
 * Limits before anybody is identified, so that guessing is limited too: every request by its network address, attempts
 * to sign in more strictly.
 */
export function limitAddresses(pool: Pool, settings: LimitSettings): Handler[] {
  return [
    limitBy(pool, perMinute("address", settings.rateLimitPerAddress), addressOf),
    limitBy(pool, perMinute("sign-in", settings.rateLimitSignIns), addressOf, isSignIn),
  ].flat();
}

/** Limits once it is known who asks: per person or token, exports and uploads more strictly. */
export function limitActors(pool: Pool, settings: LimitSettings): Handler[] {
  return [
    limitBy(pool, perMinute("user", settings.rateLimitPerUser), actorOf("user", "demo")),
    limitBy(pool, perMinute("token", settings.rateLimitPerToken), actorOf("token")),
    limitBy(pool, perMinute("export", settings.rateLimitExports), actorOf(), isExport),
    limitBy(pool, perMinute("upload", settings.rateLimitUploads), actorOf(), isUpload),
  ].flat();
}

function perMinute(name: string, limit: number): RateLimitPolicy {
  return { name, limit, windowSecs: 60 };
}

/** Who a request counts for; null: this limit is not for it. */
type AskerOf = (c: Context<Environment>) => string | null;

const addressOf: AskerOf = (c) => clientNetwork(c);

function actorOf(...kinds: Actor["kind"][]): AskerOf {
  return (c) => {
    const actor = c.get("actor");
    if (actor === null || (kinds.length > 0 && !kinds.includes(actor.kind))) return null;
    return `${actor.kind}:${actor.id}`;
  };
}

function limitBy(
  pool: Pool,
  policy: RateLimitPolicy,
  askerOf: AskerOf,
  isMeant: (c: Context<Environment>) => boolean = () => true,
): Handler[] {
  if (policy.limit === 0) return [];
  const limiter = new RateLimiter({ pool, policy });
  return [
    (c, next) => {
      const asker = isMeant(c) ? askerOf(c) : null;
      if (asker === null) return next();
      const decision = limiter.take(asker);
      return decision instanceof Promise
        ? decision.then((found) => answer(c, next, policy, found))
        : answer(c, next, policy, decision);
    },
  ];
}

/** The strictest limit comes last and is the one the headers speak of. */
function answer(
  c: Context<Environment>,
  next: Next,
  policy: RateLimitPolicy,
  decision: RateDecision,
): Promise<void> {
  const outgoing = c.env?.outgoing;
  for (const [name, value] of rateLimitHeaders(policy, decision)) outgoing?.setHeader(name, value);
  if (decision.isAllowed) return next();
  throw new HttpProblem(
    429,
    "rate_limited",
    `More than ${policy.limit} requests in ${policy.windowSecs} seconds (limit "${policy.name}").`,
    {
      action: "Wait as long as Retry-After says, then send it again.",
      retryAfterSeconds: decision.retryInMs / 1_000,
    },
  );
}
