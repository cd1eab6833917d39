import type { HttpBindings } from "@hono/node-server";
import { cutConnection, hold } from "@millrace/platform/simulation";
import type { Context } from "hono";
import type { Account } from "./account.ts";
import type { TreasureDataCallName, TreasureDataFault } from "./faults.ts";
import type { Refusal } from "./sessions.ts";

export interface TreasureDataEnv {
  Bindings: HttpBindings;
}

export type TreasureDataContext = Context<TreasureDataEnv>;

/** What a call does and answers; `body`: what came with it. */
export type Produce = (body: Uint8Array) => Response | Promise<Response>;

interface Outcome {
  answer: Response;
  /** Null: the connection was cut. */
  status: number | null;
  fault: TreasureDataFault | null;
}

/** Answers one call as Treasure Data would, with the faults in force, to who shows the key; and remembers it. */
export async function answerCall(
  context: TreasureDataContext,
  account: Account,
  call: TreasureDataCallName,
  produce: Produce,
): Promise<Response> {
  const at = new Date(account.now()).toISOString();
  const body = new Uint8Array(await context.req.arrayBuffer());
  const slow = account.options.faults.strikes("slow", call);
  if (slow !== null) await hold(slow.delayMs, account.options.stopped);
  const outcome =
    faultyBefore(context, account, call) ?? (await done(context, account, call, () => produce(body)));
  account.log.add({
    at,
    call,
    method: context.req.method,
    path: new URL(context.req.url).pathname,
    bytes: body.length,
    status: outcome.status,
    fault: outcome.fault ?? (slow === null ? null : "slow"),
  });
  return outcome.answer;
}

/** An error in Treasure Data's form. */
export function refuse({ status, message }: Refusal): Response {
  return Response.json({ error: message, message, text: message, severity: "error" }, { status });
}

async function done(
  context: TreasureDataContext,
  account: Account,
  call: TreasureDataCallName,
  produce: () => Response | Promise<Response>,
): Promise<Outcome> {
  const { apiKey, faults, stopped } = account.options;
  if (context.req.header("authorization") !== `TD1 ${apiKey}`)
    return answered(refuse({ status: 401, message: "Authentication failed" }), null);
  const answer = await produce();
  if (faults.strikes("cut_after", call) !== null) return cut(context, "cut_after");
  const failed = faults.strikes("server_error_after", call);
  if (failed !== null) return answered(refuse(serverError(failed.status)), "server_error_after");
  const slow = faults.strikes("slow_body", call);
  return slow === null
    ? answered(answer, null)
    : answered(dripped(answer, slow.delayMs, stopped), "slow_body");
}

function faultyBefore(
  context: TreasureDataContext,
  account: Account,
  call: TreasureDataCallName,
): Outcome | null {
  const { faults } = account.options;
  if (faults.strikes("cut_before", call) !== null) return cut(context, "cut_before");
  const failed = faults.strikes("server_error_before", call);
  if (failed !== null) return answered(refuse(serverError(failed.status)), "server_error_before");
  const limited = faults.strikes("rate_limit", call);
  if (limited !== null)
    return answered(tooMany({ "retry-after": String(limited.retryAfterSecs) }), "rate_limit");
  if (faults.strikes("rate_limit_bare", call) !== null) return answered(tooMany({}), "rate_limit_bare");
  if (faults.strikes("html_instead", call) === null) return null;
  const html = "<!doctype html><title>Maintenance</title><p>We will be back soon.</p>";
  return answered(new Response(html, { headers: { "content-type": "text/html" } }), "html_instead");
}

const answered = (answer: Response, fault: TreasureDataFault | null): Outcome => ({
  answer,
  status: answer.status,
  fault,
});

const cut = ({ env }: TreasureDataContext, fault: TreasureDataFault): Outcome => ({
  answer: cutConnection(env),
  status: null,
  fault,
});

const serverError = (status: number): Refusal => ({ status, message: "The server could not do this now" });

const tooMany = (headers: Record<string, string>): Response =>
  Response.json({ error: "Too many requests", message: "Too many requests" }, { status: 429, headers });

/** The first half of the body at once, the rest later. */
function dripped(answer: Response, delayMs: number, stopped: AbortSignal): Response {
  const body = new ReadableStream<Uint8Array>({
    start: async (stream) => {
      const bytes = new Uint8Array(await answer.arrayBuffer());
      stream.enqueue(bytes.subarray(0, bytes.length >> 1));
      await hold(delayMs, stopped);
      stream.enqueue(bytes.subarray(bytes.length >> 1));
      stream.close();
    },
  });
  return new Response(body, { status: answer.status, headers: { "content-type": "application/json" } });
}
