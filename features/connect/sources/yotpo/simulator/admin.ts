import { Hono, type Context } from "hono";
import { z } from "zod";
import { shelfChange } from "./customer-shelf.ts";
import { shopFaults } from "./faults.ts";
import { windowMs } from "./rate-window.ts";
import type { Shop, ShopEnv } from "./shop.ts";
import { shopSettings } from "./shop-settings.ts";
import { trueCustomers } from "./truth.ts";

const others = z.strictObject({
  requests_per_second: z.number().nonnegative().max(1_000).optional(),
  take: z.int().nonnegative().max(10_000).optional(),
});

const list = z.object({
  offset: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
});

/** Under `/_simulator`: what is true, what was asked, and the switches. */
export function adminRoutes(shop: Shop): Hono<ShopEnv> {
  const app = new Hono<ShopEnv>();
  app.get("/log", (context) => context.json({ total: shop.log.total(), requests: shop.log.entries() }));
  app.get("/stats", (context) => context.json(statsOf(shop)));
  app.get("/customers", (context) => {
    const range = list.safeParse(context.req.query());
    if (!range.success) return context.json({ error: range.error.issues }, 400);
    const { offset, limit } = range.data;
    const texts = trueCustomers(shop, offset, limit);
    // As text: these numbers are no doubles.
    const body = `{"total":${shop.shelf.total()},"customers":[${texts.join(",")}]}`;
    return context.body(body, 200, { "content-type": "application/json; charset=utf-8" });
  });
  app.post("/customers", (context) => change(context, shelfChange, (given) => shop.shelf.change(given)));
  app.get("/faults", (context) =>
    context.json({ settings: shop.faults.settings(), struck: shop.faults.struck() }),
  );
  app.post("/faults", (context) => change(context, shopFaults, (given) => shop.faults.set(given)));
  app.get("/settings", (context) => context.json(shop.settings()));
  // What is not given stays as it is.
  const changed = z.preprocess((given) => ({ ...shop.settings(), ...(given as object) }), shopSettings);
  app.post("/settings", (context) => change(context, changed, (given) => shop.setSettings(given)));
  app.post("/others", (context) =>
    change(context, others, ({ requests_per_second: perSecond, take }) => {
      if (perSecond !== undefined) shop.window.setOthers(perSecond);
      if (take !== undefined) shop.window.takeByOthers(take);
    }),
  );
  app.post("/reset", (context) => {
    shop.reset();
    return context.body(null, 204);
  });
  return app;
}

/** What the limit saw: `most_in_a_second` counts our permitted requests of the log, over any second. */
export interface ShopStats {
  requests: number;
  /** Answers with 429. */
  refused: number;
  others_permitted: number;
  others_refused: number;
  most_in_a_second: number;
  first_at_ms: number | null;
  last_at_ms: number | null;
}

export function statsOf(shop: Shop): ShopStats {
  const entries = shop.log.entries();
  const arrivals = entries.filter(({ status }) => status !== 429).map(({ atMs }) => atMs);
  const { othersPermitted, othersRefused } = shop.window.counts();
  return {
    requests: shop.log.total(),
    refused: entries.length - arrivals.length,
    others_permitted: othersPermitted,
    others_refused: othersRefused,
    most_in_a_second: fullestWindow(arrivals),
    first_at_ms: entries.at(0)?.atMs ?? null,
    last_at_ms: entries.at(-1)?.atMs ?? null,
  };
}

function fullestWindow(arrivals: readonly number[]): number {
  let most = 0;
  for (let first = 0, last = 0; last < arrivals.length; last += 1) {
    while ((arrivals[last] ?? 0) - (arrivals[first] ?? 0) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

async function change<Shape extends z.ZodType>(
  context: Context<ShopEnv>,
  shape: Shape,
  act: (given: z.infer<Shape>) => void,
): Promise<Response> {
  const given = shape.safeParse(await context.req.json<unknown>().catch(() => null));
  if (!given.success) return context.json({ error: given.error.issues }, 400);
  act(given.data);
  return context.body(null, 204);
}
