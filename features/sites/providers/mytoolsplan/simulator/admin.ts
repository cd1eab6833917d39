import { Hono, type Context } from "hono";
import { z } from "zod";
import type { PortalEnv } from "./answer-call.ts";
import { portalFaults, type PortalFaultSettings } from "./faults.ts";
import type { Portal } from "./portal.ts";
import { portalSettings, type PortalSettings } from "./settings.ts";
import type { ToolHost } from "./calls.ts";
import type { MyToolsPlanTruth } from "./truth.ts";

/** What can be done to the portal while it runs. */
export interface PortalControls {
  setFaults: (faults: PortalFaultSettings) => void;
  setSettings: (settings: PortalSettings) => void;
  /** A host that is down refuses connections until it is up again. */
  setHost: (host: ToolHost, isUp: boolean) => Promise<void>;
  truthOf: (domain: string, atMs?: number) => MyToolsPlanTruth;
  reset: () => void;
}

const hostSwitch = z.strictObject({ host: z.enum(["sam", "sam2"]), is_up: z.boolean() });

/** Under `/_simulator` of the app host: memory and switches. */
export function adminRoutes(portal: Portal, controls: PortalControls): Hono<PortalEnv> {
  const app = new Hono<PortalEnv>();
  const { memory, account, faults } = portal;
  app.get("/log", (context) => context.json({ total: memory.total(), requests: memory.requests() }));
  app.get("/counts", (context) =>
    context.json({ log_ins: account.logIns(), total: memory.total(), calls: memory.counts() }),
  );
  app.get("/truth", (context) =>
    context.json({
      websites: (context.req.queries("domain") ?? []).map((domain) => controls.truthOf(domain)),
    }),
  );
  app.get("/faults", (context) => context.json({ settings: faults.settings(), struck: faults.struck() }));
  app.post("/faults", (context) => change(context, portalFaults, controls.setFaults));
  app.get("/settings", (context) => context.json(portal.settings()));
  app.post("/settings", (context) =>
    change(
      context,
      z.preprocess((given) => ({ ...portal.settings(), ...(given as object) }), portalSettings),
      controls.setSettings,
    ),
  );
  app.get("/hosts", (context) =>
    context.json({ login: portal.urlOf("login"), sam: portal.urlOf("sam"), sam2: portal.urlOf("sam2") }),
  );
  app.post("/hosts", (context) =>
    change(context, hostSwitch, ({ host, is_up: isUp }) => controls.setHost(host, isUp)),
  );
  app.post("/revoke", (context) => {
    account.revoke();
    return context.body(null, 204);
  });
  app.post("/reset", (context) => {
    controls.reset();
    return context.body(null, 204);
  });
  return app;
}

async function change<Shape extends z.ZodType>(
  context: Context<PortalEnv>,
  shape: Shape,
  act: (given: z.infer<Shape>) => void | Promise<void>,
): Promise<Response> {
  const given = shape.safeParse(await context.req.json<unknown>().catch(() => null));
  if (!given.success) return context.json({ error: given.error.issues }, 400);
  await act(given.data);
  return context.body(null, 204);
}
