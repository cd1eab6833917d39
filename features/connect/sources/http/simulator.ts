import {
  createFaults,
  createRequestLog,
  cutConnection,
  faultTiming,
  hold,
  randomFrom,
  serveSimulator,
  type FaultTiming,
  type Numbered,
  type RunningSimulator,
  type SimulatorEntry,
  type SimulatorStartOptions,
} from "@millrace/platform/simulation";
import { Hono } from "hono";
import { z } from "zod";
import { simulatedCustomer, type SimulatedCustomer } from "./simulated-customer.ts";
import {
  addCustomerRoutes,
  pageSizeOf,
  type ApiContext,
  type Serve,
  type Show,
  type SimulatorEnv,
  type Start,
} from "./simulated-routes.ts";

/** What the simulated API takes: as bearer token, `X-Api-Key`, `api_key`, or password of "demo". */
export const demoApiKey = "demo-http-key";
export const demoClient = { id: "demo-client", secret: "demo-client-secret" } as const;

/**
 * `cut`: JSON that ends too early, with status 200; `endless`: the way to the next page leads back; `refused`: 403 in the
 * API's own words; `expired`: a token that was good is refused; `hang` holds the answer for a minute.
 */
const apiFault = z.enum([
  "server_error",
  "rate_limit",
  "html_instead",
  "cut",
  "reset",
  "hang",
  "endless",
  "refused",
  "expired",
]);
export type ApiFault = z.infer<typeof apiFault>;
const apiFaults = z.partialRecord(apiFault, faultTiming);

interface ServedCall {
  path: string;
  query: string;
  authorization: string | null;
  /** null: the connection was cut. */
  status: number | null;
  fault: ApiFault | null;
}

export interface HttpApiSimulator extends RunningSimulator {
  readonly customers: readonly SimulatedCustomer[];
  /** In order; those for tokens aside. */
  requests(): Numbered<ServedCall>[];
  tokensIssued(): number;
  setFaults(faults: z.input<typeof apiFaults>): void;
}

const hangMs = 60_000;

/** A REST API on loopback with every usual way of paging and signing in, a memory and faults. */
export async function startHttpApiSimulator(options: SimulatorStartOptions): Promise<HttpApiSimulator> {
  const { seed = "millrace", posts: count = 250, host = "127.0.0.1", port = 0 } = options;
  const customers = Array.from({ length: count }, (_, at) => simulatedCustomer(seed, at));
  const faults = createFaults<ApiFault, FaultTiming, null>({}, randomFrom(`${seed}/http-api`), () => true);
  const log = createRequestLog<ServedCall>(20_000);
  const stopped = new AbortController();
  const tokens = createTokens();
  const serve: Serve = async (context, start, show) => {
    const fault = apiFault.options.find((name) => faults.strikes(name, null) !== null) ?? null;
    if (fault === "hang") await hold(hangMs, stopped.signal);
    if (fault === "expired") tokens.expire();
    const response = await answerTo(context, { customers, tokens, fault, start, show });
    const { pathname: path, search: query } = new URL(context.req.url);
    const status = fault === "reset" ? null : response.status;
    log.add({ path, query, authorization: context.req.header("authorization") ?? null, status, fault });
    if (fault === "reset") return response;
    response.headers.set("x-request-id", `request-${log.total()}`);
    return fault === "cut" ? new Response((await response.text()).slice(0, -20), response) : response;
  };
  const app = new Hono<SimulatorEnv>();
  app.post("/oauth/token", async (context) => tokens.issue(context, await context.req.text()));
  addCustomerRoutes(app, serve);
  app.get("/_simulator/log", (context) => context.json({ total: log.total(), requests: log.entries() }));
  const served = await serveSimulator({ label: "HTTP API", fetch: app.fetch, host, port });
  const close = async (): Promise<void> => {
    stopped.abort();
    await served.close();
  };
  return {
    url: served.url,
    customers,
    requests: () => log.entries(),
    tokensIssued: () => tokens.issued(),
    setFaults: (given) => faults.set(apiFaults.parse(given)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** As the list of simulators has it. */
export const httpApiSimulator: SimulatorEntry = { name: "http-api", start: startHttpApiSimulator };

interface Asked {
  customers: readonly SimulatedCustomer[];
  tokens: Tokens;
  fault: ApiFault | null;
  start: Start;
  show: Show;
}

async function answerTo(context: ApiContext, asked: Asked): Promise<Response> {
  const { customers, tokens, fault, start, show } = asked;
  if (!isSignedIn(context, tokens))
    return context.json({ error: { message: "The token is unknown or expired." } }, 401);
  const faulty = faultyAnswer(fault, context);
  if (faulty !== null) return faulty;
  const since = context.req.query("updated_since") ?? "";
  const wanted = customers.filter((customer) => customer.updated_at >= since);
  const at = fault === "endless" ? 0 : await start(context);
  return show(wanted.slice(at, at + pageSizeOf(context)), at, wanted.length);
}

function faultyAnswer(fault: ApiFault | null, context: ApiContext): Response | null {
  switch (fault) {
    case "server_error":
      return context.text("upstream timed out", 502);
    case "rate_limit":
      return context.text("Too Many Requests", 429, { "retry-after": "1" });
    case "html_instead":
      return context.html(
        "<!doctype html><title>Maintenance</title><p>We will be back soon.</p>",
      ) as Response;
    case "reset":
      return cutConnection(context.env);
    case "refused":
      return context.json({ error: { message: `The key ${demoApiKey} may not read customers.` } }, 403);
    default:
      return null;
  }
}

function isSignedIn(context: ApiContext, tokens: Tokens): boolean {
  const authorization = context.req.header("authorization") ?? "";
  const given = [
    context.req.header("x-api-key"),
    context.req.query("api_key"),
    authorization.replace(/^Bearer /u, ""),
  ];
  const isDemo = given.includes(demoApiKey) || userOf(authorization) === `demo:${demoApiKey}`;
  return isDemo || given.some((token) => tokens.holds(token ?? ""));
}

/** "name:password" of HTTP Basic. */
const userOf = (authorization: string): string =>
  Buffer.from(authorization.replace(/^Basic /u, ""), "base64").toString();

interface Tokens {
  issue(context: ApiContext, body: string): Response;
  holds(token: string): boolean;
  expire(): void;
  issued(): number;
}

/** RFC 6749 §4.4: a client's own tokens. */
function createTokens(): Tokens {
  const held = new Set<string>();
  let issued = 0;
  return {
    holds: (token) => held.has(token),
    expire: () => held.clear(),
    issued: () => issued,
    issue: (context, body) => {
      const fields = new URLSearchParams(body);
      const client = `${fields.get("client_id")}:${fields.get("client_secret")}`;
      const wanted = `${demoClient.id}:${demoClient.secret}`;
      if (fields.get("grant_type") !== "client_credentials")
        return context.json({ error: "unsupported_grant_type" }, 400);
      if (client !== wanted && userOf(context.req.header("authorization") ?? "") !== wanted)
        return context.json({ error: "invalid_client", error_description: "The client is unknown." }, 401);
      issued += 1;
      held.add(`token-${issued}`);
      return context.json({ access_token: `token-${issued}`, token_type: "Bearer", expires_in: 3_600 });
    },
  };
}
