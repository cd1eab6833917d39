import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { cutConnection, hold } from "@millrace/platform/simulation";
import type { Context } from "hono";
import type { ShopFault } from "./faults.ts";
import { pageWriter, type WrittenPage } from "./page-writer.ts";
import type { Admission } from "./rate-window.ts";
import type { Shop, ShopEnv } from "./shop.ts";

/** How an API answers; each request is counted, limited and remembered. */
export interface ShopAnswers {
  /** A page of customers. `refuse`: what is wrong with the request, before anything is looked up. */
  page(context: Context<ShopEnv>, refuse: () => Response | null): Promise<Response>;
  /** Anything else. */
  other(context: Context<ShopEnv>, produce: () => Response | Promise<Response>): Promise<Response>;
}

/** What was decided about one request. */
interface Outcome {
  response: Response;
  customers: number;
  fault: string | null;
  isCut?: boolean;
}

const unlimited: Admission = { isPermitted: true, remaining: 0, resetMs: 0 };

export function shopAnswers(shop: Shop): ShopAnswers {
  const write = pageWriter(shop);
  const plain = (response: Response): Outcome => ({ response, customers: 0, fault: null });
  const serve = async (
    context: Context<ShopEnv>,
    decide: (admission: Admission) => Promise<Outcome>,
  ): Promise<Response> => {
    const atMs = shop.clock.now();
    const { throttle } = shop.settings();
    const admission = throttle ? shop.window.arrive() : unlimited;
    const { response, customers, fault, isCut } = admission.isPermitted
      ? await decide(admission)
      : plain(tooMany(shop, admission, shop.settings().hasRetryAfter));
    const number = shop.nextNumber();
    shop.log.add({
      atMs,
      path: context.req.path,
      cursor: context.req.query("page_info") ?? null,
      status: isCut === true ? null : response.status,
      fault,
      customers,
    });
    if (isCut === true) return response;
    response.headers.set("x-request-id", `request-${number}`);
    if (throttle) tellLimit(shop, admission, response);
    return response;
  };
  return {
    other: (context, produce) => serve(context, async () => plain(await produce())),
    page: (context, refuse) =>
      serve(context, async (admission) => {
        const refusal = refuse();
        if (refusal !== null) return plain(refusal);
        const early = await earlyFault(shop, context, admission);
        if (early !== null) return early;
        await hold(shop.settings().latencyMs, shop.stopped);
        const written = write(context.req.query("page_info") ?? null, sizeOf(shop, context));
        return written === null ? plain(badCursor()) : late(shop, context, written);
      }),
  };
}

function sizeOf(shop: Shop, context: Context<ShopEnv>): number {
  const asked = Number(context.req.query(shop.api.sizeName) ?? 10);
  const size = Number.isSafeInteger(asked) && asked > 0 ? asked : 10;
  return Math.min(size, shop.settings().perPageMax);
}

/** What strikes before anything is looked up. */
async function earlyFault(
  shop: Shop,
  { env }: Context<ShopEnv>,
  admission: Admission,
): Promise<Outcome | null> {
  const { faults } = shop;
  const slow = faults.strikes("slow", null);
  if (slow !== null) await hold(slow.delayMs, shop.stopped);
  if (faults.strikes("reset", null) !== null)
    return { response: cutConnection(env), customers: 0, fault: "reset", isCut: true };
  for (const [fault, answer] of Object.entries(refusals)) {
    const rule = faults.strikes(fault as keyof typeof refusals, null);
    if (rule !== null) return { response: answer(shop, admission, rule.status), customers: 0, fault };
  }
  return null;
}

/** What is answered in place of a page. */
const refusals = {
  server_error: (_shop, _admission, status) => new Response("upstream timed out", { status }),
  rate_limit: (shop, admission) => tooMany(shop, admission, true),
  rate_limit_bare: (shop, admission) => tooMany(shop, admission, false),
  expired_token: () => unauthorized(),
  html_instead: () => maintenancePage(),
} satisfies Partial<Record<ShopFault, (shop: Shop, admission: Admission, status: number) => Response>>;

/** What strikes a page on its way out. */
function late(shop: Shop, { env }: Context<ShopEnv>, { bytes, customers, fault }: WrittenPage): Outcome {
  const half = bytes.subarray(0, Math.floor(bytes.byteLength * 0.6));
  const headers = { "content-type": "application/json; charset=utf-8" };
  if (shop.faults.strikes("reset_within", null) !== null) {
    env.outgoing.writeHead(200, { ...headers, "content-length": bytes.byteLength });
    env.outgoing.write(half, () => env.outgoing.destroy());
    return { response: RESPONSE_ALREADY_SENT, customers, fault: "reset_within", isCut: true };
  }
  const isTruncated = shop.faults.strikes("truncated_json", null) !== null;
  const body = isTruncated ? half : bytes;
  return {
    response: new Response(body, { headers }),
    customers,
    fault: isTruncated ? "truncated_json" : fault,
  };
}

function tellLimit(shop: Shop, { remaining, resetMs }: Admission, { headers }: Response): void {
  headers.set("RateLimit-Remaining", String(remaining));
  if (shop.settings().hasReset) headers.set("RateLimit-Reset", String(Math.ceil(resetMs / 1_000)));
}

function tooMany(shop: Shop, { resetMs }: Admission, hasRetryAfter: boolean): Response {
  const seconds = Math.max(Math.ceil(resetMs / 1_000), 1);
  return Response.json(
    { error: `${shop.api.label}: too many requests` },
    { status: 429, headers: hasRetryAfter ? { "retry-after": String(seconds) } : {} },
  );
}

export function unauthorized(): Response {
  return Response.json({ error: "You are not authorized to access this resource" }, { status: 401 });
}

function badCursor(): Response {
  return Response.json({ error: "page_info is invalid or has expired" }, { status: 400 });
}

function maintenancePage(): Response {
  return new Response("<!doctype html><title>Maintenance</title><p>We will be back soon.</p>", {
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}
