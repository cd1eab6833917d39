import type { SimulatorEntry, SimulatorStartOptions } from "@millrace/platform/simulation";
import { z } from "zod";
import type { Context } from "hono";
import { unauthorized } from "../yotpo/simulator/answer.ts";
import type { ShopEnv, ShopOptions } from "../yotpo/simulator/shop.ts";
import { startShop, type ShopSimulator } from "../yotpo/simulator/start-shop.ts";
import { coreCustomer } from "./simulated-customer.ts";

/** What the simulated store takes. */
export const demoYotpoStoreId = "demo-yotpo-store";
export const demoYotpoSecret = "demo-yotpo-secret";

const tokenRequest = z.object({ secret: z.string() });

export type YotpoCoreSimulatorOptions = ShopOptions & SimulatorStartOptions;

export interface YotpoCoreSimulator extends ShopSimulator {
  /** Tokens given so far. */
  tokens(): number;
  /** Every token given so far is refused from now on. */
  revokeTokens(): void;
}

/** Yotpo's Core API on loopback; its base_url is `url`. `posts` is taken for the number of customers. */
export async function startYotpoCoreSimulator({
  posts,
  ...options
}: YotpoCoreSimulatorOptions): Promise<YotpoCoreSimulator> {
  const customers = options.customers ?? posts;
  let given = 0;
  let valid = new Set<string>();
  const simulator = await startShop(
    { label: "Yotpo Core", cursorAt: "pagination", sizeName: "limit", write: coreCustomer },
    { ...options, ...(customers === undefined ? {} : { customers }) },
    (app, answers) => {
      app.post("/core/v3/stores/:store/access_tokens", (context) =>
        answers.other(context, async () => {
          const body = tokenRequest.safeParse(await context.req.json<unknown>().catch(() => null));
          const isKnown = context.req.param("store") === demoYotpoStoreId;
          if (!isKnown || !body.success || body.data.secret !== demoYotpoSecret) return unauthorized();
          given += 1;
          const token = `demo-token-${given}`;
          valid.add(token);
          return Response.json({ access_token: token });
        }),
      );
      app.get("/core/v3/stores/:store/customers", (context) =>
        answers.page(context, () => refusalOf(context, valid)),
      );
    },
  );
  return {
    ...simulator,
    tokens: () => given,
    revokeTokens: () => {
      valid = new Set();
    },
  };
}

export const yotpoCoreSimulator: SimulatorEntry = { name: "yotpo-core", start: startYotpoCoreSimulator };

function refusalOf({ req }: Context<ShopEnv>, valid: ReadonlySet<string>): Response | null {
  if (req.param("store") !== demoYotpoStoreId || !valid.has(req.header("x-yotpo-token") ?? ""))
    return unauthorized();
  const others = Object.keys(req.query()).filter((name) => name !== "page_info" && name !== "limit");
  if (req.query("page_info") === undefined || others.length === 0) return null;
  const error = `A request with page_info may carry limit alone, not ${others.join(", ")}`;
  return Response.json({ error }, { status: 400 });
}
