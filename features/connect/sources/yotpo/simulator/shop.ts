import type { HttpBindings } from "@hono/node-server";
import type { Clock } from "@millrace/platform/clock";
import { createRequestLog, randomFrom, type RequestLog } from "@millrace/platform/simulation";
import { createCustomerShelf, type CustomerShelf } from "./customer-shelf.ts";
import { createShopFaults, shopFaults, type ShopFaultInput, type ShopFaults } from "./faults.ts";
import { personOf, type Person } from "./person.ts";
import { createRateWindow, type RateWindow } from "./rate-window.ts";
import { shopSettings, type ShopSettings, type ShopSettingsInput } from "./shop-settings.ts";

export interface ShopOptions extends ShopSettingsInput {
  clock: Clock;
  /** Loopback by default: the simulator is meant for this machine. */
  host?: string;
  /** 0 (default) = any free port. */
  port?: number;
  /** Same seed, same customers. Default "millrace". */
  seed?: string;
  /** Default 1 200. They take no memory, so there may be millions. */
  customers?: number;
  /** The newest customers stand first; default false, so that new ones come last. */
  isNewestFirst?: boolean;
  faults?: ShopFaultInput;
  /** Requests remembered; default 20 000. */
  logCapacity?: number;
}

/** A request that was answered. */
export interface ServedRequest {
  /** When it arrived, ms since the epoch. */
  atMs: number;
  path: string;
  cursor: string | null;
  /** null: the connection was cut. */
  status: number | null;
  fault: string | null;
  /** Customers in the answer. */
  customers: number;
}

export interface ShopEnv {
  Bindings: HttpBindings;
}

/** What is one API's own. */
export interface ShopApi {
  label: string;
  /** Where an answer has the cursor. */
  cursorAt: "metadata" | "pagination";
  /** The parameter for the number of customers. */
  sizeName: "per_page" | "limit";
  write(person: Person, points: number): string;
}

/** Everything one simulator remembers. */
export interface Shop {
  api: ShopApi;
  clock: Clock;
  shelf: CustomerShelf;
  window: RateWindow;
  faults: ShopFaults;
  log: RequestLog<ServedRequest>;
  settings(): ShopSettings;
  setSettings(changed: ShopSettingsInput): void;
  /** A number that was never given before. */
  nextNumber(): number;
  /** As started. */
  reset(): void;
  /** Aborted when it closes: nothing is held back any longer. */
  stopped: AbortSignal;
  stop(): void;
}

export function createShop(api: ShopApi, options: ShopOptions): Shop {
  const { clock, seed = "millrace", customers = 1_200, isNewestFirst = false } = options;
  const started = shopSettings.parse(settingsIn(options));
  const startedFaults = shopFaults.parse(options.faults ?? {});
  const stopping = new AbortController();
  let settings = started;
  let number = 0;
  const write = (index: number, points: number): string => api.write(personOf(seed, index), points);
  const shelf = createCustomerShelf({ count: customers, isNewestFirst, write });
  const window = createRateWindow(clock, started.requestsPerSecond);
  const faults = createShopFaults(startedFaults, randomFrom(`${seed}/faults`));
  const log = createRequestLog<ServedRequest>(options.logCapacity ?? 20_000);
  const apply = (next: ShopSettings): void => {
    settings = next;
    window.setLimit(next.requestsPerSecond);
  };
  return {
    api,
    clock,
    shelf,
    window,
    faults,
    log,
    settings: () => settings,
    setSettings: (changed) => apply(shopSettings.parse({ ...settings, ...changed })),
    nextNumber: () => (number += 1),
    reset: () => {
      apply(started);
      faults.set(startedFaults);
      shelf.clear();
      window.clear();
      log.clear();
    },
    stopped: stopping.signal,
    stop: () => stopping.abort(),
  };
}

function settingsIn(options: ShopOptions): ShopSettingsInput {
  const names = new Set(Object.keys(shopSettings.shape));
  return Object.fromEntries(Object.entries(options).filter(([name]) => names.has(name)));
}
