import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { cutConnection, hold } from "@millrace/platform/simulation";
import type { Context, MiddlewareHandler } from "hono";
import type { FaultName, FaultRule, PageKind, SiteFaults } from "./faults.ts";
import { wallPage, type WallPage } from "./walls.ts";

export type SimulatorEnv = {
  Bindings: HttpBindings;
  Variables: {
    /** Fault applied to this request, for the log. */
    fault: FaultName | null;
    /** true when the connection was cut instead of answered. */
    isCut: boolean;
  };
};

type Gate = (context: Context<SimulatorEnv>, rule: FaultRule, origin: string) => Response;

/** Faults that answer instead of the page, in the order they are tried. */
const GATES: readonly (readonly [FaultName, Gate])[] = [
  ["reset", cut],
  [
    "rate_limit",
    (context, rule) =>
      context.html(refusal("Too many requests"), 429, { "retry-after": String(rule.retryAfterSecs) }),
  ],
  ["rate_limit_bare", (context) => context.html(refusal("Too many requests"), 429)],
  [
    "server_error",
    (context, rule) =>
      new Response(refusal("Something went wrong"), { status: rule.status, headers: context.res.headers }),
  ],
  [
    "login_redirect",
    (context, _rule, origin) =>
      context.redirect(
        `${origin}/authwall?trk=bf&sessionRedirect=${encodeURIComponent(context.req.url)}`,
        302,
      ),
  ],
  ["login", wallGate("login")],
  ["challenge", wallGate("challenge")],
  ["consent", wallGate("consent")],
  ["empty_shell", wallGate("empty-shell")],
];

/** Applies the faults in force to one kind of page. `stopped` ends slow answers when the server closes. */
export function faultGate(
  page: PageKind,
  faults: SiteFaults,
  origin: () => string,
  stopped: AbortSignal,
): MiddlewareHandler<SimulatorEnv> {
  return async (context, next) => {
    const slow = faults.strikes("slow", page);
    if (slow !== null) {
      context.set("fault", "slow");
      await hold(slow.delayMs, stopped);
      if (stopped.aborted) return cut(context);
    }
    for (const [name, gate] of GATES) {
      const rule = faults.strikes(name, page);
      if (rule === null) continue;
      context.set("fault", name);
      return gate(context, rule, origin());
    }
    await next();
    const truncated = faults.strikes("truncated", page);
    if (truncated === null) return;
    context.set("fault", "truncated");
    context.res = await cutBody(context, context.res, truncated);
  };
}

function refusal(title: string): string {
  return `<!DOCTYPE html><!-- Simulated by Millrace --><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
}

function wallGate(kind: WallPage): Gate {
  return (context) => context.html(wallPage(kind));
}

function cut(context: Context<SimulatorEnv>): Response {
  context.set("isCut", true);
  return cutConnection(context.env);
}

/** Half of the body: either the connection ends before the announced length, or (`isClean`) nothing tells that more was to come. */
async function cutBody(context: Context<SimulatorEnv>, answer: Response, rule: FaultRule): Promise<Response> {
  const whole = new Uint8Array(await answer.arrayBuffer());
  const half = whole.subarray(0, Math.floor(whole.byteLength / 2));
  const type = answer.headers.get("content-type") ?? "text/html";
  if (rule.isClean) return new Response(half, { status: answer.status, headers: { "content-type": type } });
  const { outgoing } = context.env;
  outgoing.writeHead(answer.status, { "content-type": type, "content-length": whole.byteLength });
  await new Promise<void>((resolve) => {
    outgoing.write(half, () => {
      resolve();
    });
  });
  context.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}
