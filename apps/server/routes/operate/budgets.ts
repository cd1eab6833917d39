import { z } from "@hono/zod-openapi";
import {
  operation,
  answers,
  authorized,
  jsonAnswer,
  type Api,
  type Authorized,
} from "@millrace/platform/api";
import { closeBreaker, readBreakers, readBudgets } from "@millrace/platform/http";
import { budgetList, budgetState } from "../../contract.ts";
import type { ServerContext } from "../../context.ts";
import { audited } from "./audited.ts";
import { toBudgetStates } from "./budget-view.ts";
import { namedParameter, tags, unknownThing } from "./route-parts.ts";

type Context = Pick<ServerContext, "db" | "clock">;

/** What every vendor may be asked, what it was, and its breakers. */
export function addBudgetRoutes(api: Api, context: Context): void {
  const list = operation("operate:read", {
    method: "get",
    path: "/budgets",
    tags,
    summary: "Budgets and circuit breakers of every vendor that was ever called",
    responses: { 200: jsonAnswer(budgetList, "By vendor") },
  });
  api.openapi(list, async (c) => c.json({ items: await readVendors(context) }, 200));
  addBreakerClosing(api, context);
}

function addBreakerClosing(api: Api, context: Context): void {
  const close = operation("operate:admin", {
    method: "post",
    path: "/budgets/{vendor}/breakers/{host}/close",
    tags,
    summary: "Close a breaker now: the host is called again by everybody",
    request: { params: z.object({ vendor: namedParameter("vendor"), host: namedParameter("host") }) },
    responses: {
      200: jsonAnswer(budgetState, "The vendor afterwards"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(close, async (c) => {
    const { vendor, host } = c.req.valid("param");
    await findBreaker(context, vendor, host);
    await closeVendorBreaker(authorized(c, "operate:admin"), context, vendor, host);
    return c.json(await findBreaker(context, vendor, host), 200);
  });
}

async function closeVendorBreaker(
  actor: Authorized<"operate:admin">,
  { db }: Context,
  vendor: string,
  host: string,
): Promise<void> {
  const act = { action: "breaker.close", subject: `${vendor} ${host}` };
  await audited(db.pool, actor, act, () => closeBreaker(db.pool, { vendor, host }));
}

/** The vendor that has this breaker. */
async function findBreaker(
  context: Context,
  vendor: string,
  host: string,
): Promise<z.infer<typeof budgetState>> {
  const known = (await readVendors(context)).find(
    (one) => one.vendor === vendor && one.breakers.some((breaker) => breaker.host === host),
  );
  if (known === undefined) throw unknownThing("breaker", `${vendor} ${host}`, "/budgets");
  return known;
}

async function readVendors({ db, clock }: Context): Promise<z.infer<typeof budgetState>[]> {
  const [budgets, breakers] = await Promise.all([readBudgets(db.pool), readBreakers(db.pool)]);
  return toBudgetStates(budgets, breakers, clock.now());
}
