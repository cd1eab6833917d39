import { z } from "zod";
import { shelfChange } from "./customer-shelf.ts";

/** How a simulated shop behaves; changeable while it runs. Where the vendor says nothing, both answers can be had. */
export const shopSettings = z.strictObject({
  /** Time an answer takes, ms. */
  latencyMs: z.int().nonnegative().max(600_000).default(20),
  /** The limit, over any second. */
  requestsPerSecond: z.int().positive().default(5),
  /** false: no limit and no headers about one, for benchmarks. */
  throttle: z.boolean().default(true),
  /** Whether a 429 says how long to wait. */
  hasRetryAfter: z.boolean().default(true),
  /** Whether answers say when the limit has room again (documented for the Core API, not for Loyalty). */
  hasReset: z.boolean().default(true),
  /** More are not given, whatever is asked for. */
  perPageMax: z.int().positive().default(100),
  /** A cursor older than this is refused with 400, ms; null: never. */
  cursorLifetimeMs: z.int().positive().nullable().default(null),
  /** After every so many pages, this happens to the customers: rows that change while they are being read. */
  drift: z.strictObject({ everyPages: z.int().positive(), change: shelfChange }).nullable().default(null),
});
export type ShopSettings = z.infer<typeof shopSettings>;
export type ShopSettingsInput = z.input<typeof shopSettings>;
