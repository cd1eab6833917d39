import { serveSimulator, type Numbered } from "@millrace/platform/simulation";
import { Hono } from "hono";
import { adminRoutes, statsOf, type ShopStats } from "./admin.ts";
import { shopAnswers, type ShopAnswers } from "./answer.ts";
import type { ShelfChange } from "./customer-shelf.ts";
import { shopFaults, type ShopFaultInput } from "./faults.ts";
import { homePage } from "./home-page.ts";
import {
  createShop,
  type ServedRequest,
  type Shop,
  type ShopApi,
  type ShopEnv,
  type ShopOptions,
} from "./shop.ts";
import type { ShopSettingsInput } from "./shop-settings.ts";
import { trueCustomers } from "./truth.ts";

/** One of Yotpo's APIs on loopback, with a memory. */
export interface ShopSimulator extends AsyncDisposable {
  readonly url: string;
  /** Customers as they are now, as JSON, in the order of the list. */
  customers(offset?: number, limit?: number): string[];
  change(given: ShelfChange): void;
  /** Remembered requests, oldest first: for the rate plot. */
  requests(): Numbered<ServedRequest>[];
  stats(): ShopStats;
  setFaults(faults: ShopFaultInput): void;
  setSettings(settings: ShopSettingsInput): void;
  /** Somebody else uses the account: so many requests per second from now on, evenly. */
  setOthers(requestsPerSecond: number): void;
  reset(): void;
  close(): Promise<void>;
}

/** Starts a shop on loopback. Throws `UserFacingError` when the port cannot be used. */
export async function startShop(
  api: ShopApi,
  options: ShopOptions,
  routes: (app: Hono<ShopEnv>, answers: ShopAnswers, shop: Shop) => void,
): Promise<ShopSimulator> {
  const shop = createShop(api, options);
  const app = new Hono<ShopEnv>();
  app.get("/", (context) => context.html(homePage(shop)));
  app.route("/_simulator", adminRoutes(shop));
  routes(app, shopAnswers(shop), shop);
  const { host = "127.0.0.1", port = 0 } = options;
  const served = await serveSimulator({ label: api.label, fetch: app.fetch, host, port });
  const close = async (): Promise<void> => {
    shop.stop();
    await served.close();
  };
  return {
    url: served.url,
    customers: (offset, limit) => trueCustomers(shop, offset, limit),
    change: (given) => shop.shelf.change(given),
    requests: () => shop.log.entries(),
    stats: () => statsOf(shop),
    setFaults: (given) => shop.faults.set(shopFaults.parse(given)),
    setSettings: (given) => shop.setSettings(given),
    setOthers: (perSecond) => shop.window.setOthers(perSecond),
    reset: () => shop.reset(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
