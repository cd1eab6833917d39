import type { HttpBindings } from "@hono/node-server";
import type { Clock } from "@millrace/platform/clock";
import {
  createFaults,
  createRequestLog,
  cutConnection,
  faultTiming,
  type FaultTiming,
  hold,
  randomFrom,
  serveSimulator,
  type Numbered,
} from "@millrace/platform/simulation";
import { Hono, type Context } from "hono";
import { z } from "zod";

/** `hang` holds the answer for a minute; `cut` resets the connection; `html_instead` is a maintenance page with status 200. */
const apiFault = z.enum(["server_error", "rate_limit", "html_instead", "hang", "cut", "wrong_site"]);
type ApiFault = z.infer<typeof apiFault>;
const apiFaults = z.partialRecord(apiFault, faultTiming);
export type ApiFaultInput = z.input<typeof apiFaults>;

interface ServedCall {
  at: string;
  path: string;
  domain: string;
  status: number | null;
  fault: string | null;
}

export interface KeyApiSimulatorOptions {
  clock: Clock;
  /** Loopback by default. */
  host?: string;
  /** 0 (default) = any free port. */
  port?: number;
  /** Same seed: the same figures. Default "millrace". */
  seed?: string;
}

/** Figures of a website, by the metric's id; null: the API does not know it. */
export type ApiTruth = Readonly<Record<string, number>> | null;

export interface KeyApiSimulator extends AsyncDisposable {
  readonly url: string;
  /** The key it takes. */
  readonly key: string;
  truthOf(domain: string): ApiTruth;
  requests(): Numbered<ServedCall>[];
  setFaults(faults: ApiFaultInput): void;
  close(): Promise<void>;
}

interface Env {
  Bindings: HttpBindings;
}

/** What is one API's own: its routes, and how it says no. */
export interface SimulatedApi {
  label: string;
  key: string;
  truthOf(domain: string, seed: string): ApiTruth;
  tooMany(): Response;
  routes(
    app: Hono<Env>,
    answer: (
      context: Context<Env>,
      domain: string,
      produce: (named: string) => Response,
    ) => Promise<Response>,
  ): void;
}

const hangMs = 60_000;
const remembered = 20_000;

/** Serves an official API on loopback, with a memory and faults; `/_simulator` shows and switches them. */
export async function startKeyApiSimulator(
  api: SimulatedApi,
  { clock, host = "127.0.0.1", port = 0, seed = "millrace" }: KeyApiSimulatorOptions,
): Promise<KeyApiSimulator> {
  const faults = createFaults<ApiFault, FaultTiming, null>(
    {},
    randomFrom(`${seed}/${api.label}`),
    () => true,
  );
  const log = createRequestLog<ServedCall>(remembered);
  const stopped = new AbortController();
  const answer = async (
    context: Context<Env>,
    domain: string,
    produce: (named: string) => Response,
  ): Promise<Response> => {
    const fault = apiFault.options.find((name) => faults.strikes(name, null) !== null) ?? null;
    if (fault === "hang") await hold(hangMs, stopped.signal);
    const response =
      fault === null || fault === "hang"
        ? produce(domain)
        : faulty(fault, context, () => produce(`another-${domain}`), api);
    log.add({
      at: new Date(clock.now()).toISOString(),
      path: new URL(context.req.url).pathname,
      domain,
      status: fault === "cut" ? null : response.status,
      fault,
    });
    return response;
  };
  const app = new Hono<Env>();
  app.get("/_simulator/log", (context) => context.json({ total: log.total(), requests: log.entries() }));
  app.get("/_simulator/truth", (context) =>
    context.json({
      websites: (context.req.queries("domain") ?? []).map((domain) => ({
        domain,
        metrics: api.truthOf(domain, seed),
      })),
    }),
  );
  app.post("/_simulator/faults", async (context) => {
    const given = apiFaults.safeParse(await context.req.json<unknown>());
    if (!given.success) return context.json({ error: given.error.issues }, 400);
    faults.set(given.data);
    return context.body(null, 204);
  });
  api.routes(app, answer);
  const served = await serveSimulator({ label: api.label, fetch: app.fetch, host, port });
  const close = async (): Promise<void> => {
    stopped.abort();
    await served.close();
  };
  return {
    url: served.url,
    key: api.key,
    truthOf: (domain) => api.truthOf(domain, seed),
    requests: () => log.entries(),
    setFaults: (given) => faults.set(apiFaults.parse(given)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function faulty(
  fault: Exclude<ApiFault, "hang">,
  context: Context<Env>,
  another: () => Response,
  api: SimulatedApi,
): Response {
  switch (fault) {
    case "cut":
      return cutConnection(context.env);
    case "rate_limit":
      return api.tooMany();
    case "server_error":
      return new Response("upstream timed out", { status: 503 });
    case "html_instead":
      return new Response("<!doctype html><title>Maintenance</title><p>We will be back soon.</p>", {
        headers: { "content-type": "text/html" },
      });
    case "wrong_site":
      return another();
  }
}

/** Figures that belong together, drawn from the domain's name. Domains below `.invalid` are unknown. */
export function simulatedFigures(domain: string, seed: string): Record<string, number> | null {
  if (domain.endsWith(".invalid")) return null;
  const random = randomFrom(`${seed}/${domain}`);
  const visits = Math.round(10 ** (2 + random.next() * 5));
  return {
    visits,
    organic_traffic: Math.round(visits * random.next()),
    paid_search_traffic: random.chance(0.3) ? 0 : Math.round(visits * random.next() * 0.2),
    bounce_rate: Math.round(random.next() * 10_000) / 10_000,
    avg_visit_duration: 10 + random.int(0, 600),
  };
}
