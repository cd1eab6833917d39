import type { HttpBindings } from "@hono/node-server";
import { cutConnection, hold } from "@millrace/platform/simulation";
import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { sessionCookie } from "./accounts.ts";
import type { PortalCall, PortalHost } from "./calls.ts";
import type { PortalFault } from "./faults.ts";
import type { Portal } from "./portal.ts";
import {
  bannedAnswer,
  captchaAnswer,
  loggedOutAnswer,
  maintenanceAnswer,
  tooManyAnswer,
} from "./refusals.ts";

export interface PortalEnv {
  Bindings: HttpBindings;
}

export interface AskedCall {
  host: PortalHost;
  call: PortalCall;
  domain: string | null;
  latencyMs: number;
  /** false: anybody may ask, as for the log-in form. */
  needsLogin: boolean;
}

/** What the answer itself has to do about faults that bend its content. */
export type Bend = "stale" | "wrong_site" | "empty_shell" | "layout_changed" | "layout_broken" | null;

interface Outcome {
  answer: Response;
  fault: PortalFault | null;
  isAnswered: boolean;
  /** null when the connection was cut. */
  status: number | null;
}

/** Faults that bend the content, and the calls whose content they can bend. */
const BENDS: Record<NonNullable<Bend>, readonly PortalCall[]> = {
  stale: ["summary", "trend", "engagement", "page", "figures"],
  wrong_site: ["summary", "trend", "engagement", "page", "figures"],
  empty_shell: ["page"],
  layout_changed: ["page"],
  layout_broken: ["page"],
};

/**
 * Answers one call as the portal would: after its latency, with the faults in force, to whoever is logged in and within the
 * rate; and remembers it. `produce` makes the answer itself.
 */
export async function answerCall(
  context: Context<PortalEnv>,
  portal: Portal,
  asked: AskedCall,
  produce: (bend: Bend) => Response,
): Promise<Response> {
  const at = new Date(portal.clock.now()).toISOString();
  const slow = portal.faults.strikes("slow", asked);
  const latencyMs = asked.latencyMs + (slow?.delayMs ?? 0);
  await hold(latencyMs, portal.stopped);
  const generation = asked.needsLogin ? portal.account.use(getCookie(context, sessionCookie) ?? null) : null;
  const outcome = outcomeOf(context, portal, asked, generation, produce);
  const { pathname, search } = new URL(context.req.url);
  portal.memory.add({
    at,
    host: asked.host,
    call: asked.call,
    domain: asked.domain,
    method: context.req.method,
    path: pathname + search,
    status: outcome.status,
    fault: outcome.fault ?? (slow === null ? null : "slow"),
    isAnswered: outcome.isAnswered,
    latencyMs,
    generation,
  });
  return outcome.answer;
}

function outcomeOf(
  context: Context<PortalEnv>,
  portal: Portal,
  asked: AskedCall,
  generation: number | null,
  produce: (bend: Bend) => Response,
): Outcome {
  // Who asked may have been killed while the answer was held: it got nothing.
  if (portal.stopped.aborted || context.env.incoming.socket.destroyed) return cut(context, null);
  const refused = faultyOutcome(context, portal, asked);
  if (refused !== null) return refused;
  if (asked.needsLogin && generation === null) return refusal(null, loggedOutAnswer(portal, context.req.url));
  if (asked.needsLogin && !portal.account.mayAsk()) return refusal(null, tooManyAnswer(60));
  const bend = bendOf(portal, asked);
  const answer = produce(bend);
  return { answer, fault: bend, isAnswered: bend === null && answer.status === 200, status: answer.status };
}

function faultyOutcome(context: Context<PortalEnv>, portal: Portal, asked: AskedCall): Outcome | null {
  const { faults } = portal;
  if (faults.strikes("mirror_down", asked) !== null) return cut(context, "mirror_down");
  const limited = faults.strikes("rate_limit", asked);
  if (limited !== null) return refusal("rate_limit", tooManyAnswer(limited.retryAfterSecs));
  if (faults.strikes("rate_limit_bare", asked) !== null)
    return refusal("rate_limit_bare", tooManyAnswer(null));
  const failed = faults.strikes("server_error", asked);
  if (failed !== null) return refusal("server_error", maintenanceAnswer(failed.status));
  if (faults.strikes("html_instead", asked) !== null) return refusal("html_instead", maintenanceAnswer(200));
  if (faults.strikes("banned", asked) !== null) return refusal("banned", bannedAnswer());
  if (faults.strikes("captcha", asked) !== null) return refusal("captcha", captchaAnswer());
  if (faults.strikes("logged_out", asked) === null) return null;
  return refusal("logged_out", loggedOutAnswer(portal, context.req.url));
}

function refusal(fault: PortalFault | null, answer: Response): Outcome {
  return { answer, fault, isAnswered: false, status: answer.status };
}

function cut(context: Context<PortalEnv>, fault: PortalFault | null): Outcome {
  return { answer: cutConnection(context.env), fault, isAnswered: false, status: null };
}

function bendOf({ faults }: Portal, asked: AskedCall): Bend {
  for (const [bend, calls] of Object.entries(BENDS) as [NonNullable<Bend>, readonly PortalCall[]][])
    if (calls.includes(asked.call) && faults.strikes(bend, asked) !== null) return bend;
  return null;
}
