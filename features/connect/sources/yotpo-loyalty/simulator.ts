import type { SimulatorEntry, SimulatorStartOptions } from "@millrace/platform/simulation";
import type { Context } from "hono";
import { unauthorized } from "../yotpo/simulator/answer.ts";
import type { ShopEnv, ShopOptions } from "../yotpo/simulator/shop.ts";
import { startShop, type ShopSimulator } from "../yotpo/simulator/start-shop.ts";
import { loyaltyCustomer } from "./simulated-customer.ts";

/** What the simulated merchant's account takes. */
export const demoYotpoGuid = "demo-yotpo-guid";
export const demoYotpoApiKey = "demo-yotpo-api-key";

export type YotpoLoyaltySimulatorOptions = ShopOptions & SimulatorStartOptions;

/** Yotpo Loyalty on loopback; its base_url is `${url}/api/v2`. `posts` is taken for the number of customers. */
export function startYotpoLoyaltySimulator({
  posts,
  ...options
}: YotpoLoyaltySimulatorOptions): Promise<ShopSimulator> {
  const customers = options.customers ?? posts;
  return startShop(
    { label: "Yotpo Loyalty", cursorAt: "metadata", sizeName: "per_page", write: loyaltyCustomer },
    { hasReset: false, ...options, ...(customers === undefined ? {} : { customers }) },
    (app, answers) => {
      const refuse = ({ req }: Context<ShopEnv>): Response | null =>
        req.header("x-guid") === demoYotpoGuid && req.header("x-api-key") === demoYotpoApiKey
          ? null
          : unauthorized();
      app.get("/api/v2/customers/recent", (context) => answers.page(context, () => refuse(context)));
      for (const [path, list] of Object.entries(programme))
        app.get(`/api/v2/${path}`, (context) =>
          answers.other(context, () => refuse(context) ?? Response.json(list)),
        );
    },
  );
}

export const yotpoLoyaltySimulator: SimulatorEntry = {
  name: "yotpo-loyalty",
  start: startYotpoLoyaltySimulator,
};

/** What the merchant has set up; each list is one page. */
const programme = {
  vip_tiers: ["Bronze", "Silver", "Gold", "Platinum"].map((name, level) => ({
    id: 100 + level,
    name,
    description: `${name} customers`,
    type: "points",
    points_multiplier: String(1 + level / 2),
    points_reward: level * 100,
    coupon_reward: null,
    entry_threshold: { points: level * 1_000 },
    retain_threshold: null,
    regain_threshold: null,
  })),
  campaigns: [
    {
      id: 12_345,
      title: "Make a purchase",
      details: "2 points per euro",
      type: "SpendBasedCampaign",
      reward_text: "2 points per euro",
      created_at: "2025-03-01T09:00:00Z",
      updated_at: "2026-02-11T15:20:00Z",
      max_completions_per_user: null,
      ends_at: null,
    },
    {
      id: 12_346,
      title: "Refer a friend",
      details: "You both get a reward",
      type: "ReferralCampaign",
      reward_text: "5 € off",
      created_at: "2025-03-01T09:05:00Z",
      updated_at: "2025-03-01T09:05:00Z",
      max_completions_per_user: 10,
      ends_at: null,
    },
  ],
  redemption_options: [
    {
      id: 501,
      name: "5 € off",
      description: "5 € off your next order for 500 points",
      icon: "fa-gift",
      cost_text: "500 points",
      amount: 500,
      duration: null,
      discount_type: "fixed_amount",
      discount_amount_cents: 500,
    },
    {
      id: 502,
      name: "10 % off",
      description: "10 % off your next order for 900 points",
      icon: "fa-gift",
      cost_text: "900 points",
      amount: 900,
      duration: null,
      discount_type: "percentage",
      discount_percentage: 10.5,
    },
  ],
};
