import { z } from "@hono/zod-openapi";
import { answers, authorized, HttpProblem, jsonAnswer, operation, type Api } from "@millrace/platform/api";
import { publishEvents } from "@millrace/platform/events";
import { providerHealth, siteEvents, type ProviderHealth } from "../contract.ts";
import { readProviderHealth } from "../queries/provider-health.ts";
import { resumeProvider } from "../queries/provider-state.ts";
import { resumeWaitingSessions } from "../sessions/resume-waiting-sessions.ts";
import { audited } from "./audited.ts";
import type { SitesRoutesContext } from "./context.ts";

const tags = ["Scraping providers"];

/** The providers websites are measured with: how they stand, and opening one again that was shut to us. */
export function addProviderRoutes(api: Api, context: SitesRoutesContext): void {
  addList(api, context);
  addResume(api, context);
}

function addList(api: Api, { db, providers }: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/scraping/providers",
    tags,
    summary: "Every provider: whether it can be asked, its mirrors, budget and login",
    responses: { 200: jsonAnswer(z.object({ items: z.array(providerHealth) }), "The providers") },
  });
  api.openapi(route, async (c) => c.json({ items: await readProviderHealth(db.pool, providers.all) }, 200));
}

function addResume(api: Api, context: SitesRoutesContext): void {
  const route = operation("sites:write", {
    method: "post",
    path: "/scraping/providers/{id}/resume",
    tags,
    summary: "Ask a provider again that was left alone; whoever does has mended what its message says",
    request: {
      params: z.object({
        id: z
          .string()
          .min(1)
          .max(60)
          .openapi({ param: { name: "id", in: "path" }, example: "mytoolsplan" }),
      }),
    },
    responses: {
      200: jsonAnswer(
        providerHealth,
        "The provider afterwards: still paused when its settings lack something",
      ),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const before = await existingProvider(context, id);
    const detail = { trouble: before.trouble };
    const actor = authorized(c, "sites:write");
    await audited(
      context.db.pool,
      actor,
      { action: "site_provider.resume", subject: id, detail },
      async () => {
        await resumeProvider(context.db.pool, id);
        await resumeWaitingSessions(context.engine, id);
      },
    );
    const payload = await existingProvider(context, id);
    await publishEvents(context.db.pool, [{ type: siteEvents.provider, subject: id, payload }]);
    return c.json(payload, 200);
  });
}

async function existingProvider({ db, providers }: SitesRoutesContext, id: string): Promise<ProviderHealth> {
  const provider = providers.find(id);
  const [health] = provider === null ? [] : await readProviderHealth(db.pool, [provider]);
  if (health !== undefined) return health;
  throw new HttpProblem(404, "provider_not_found", `There is no provider ${id}.`, {
    field: "param.id",
    action: `There are: ${providers.all.map((one) => one.id).join(", ")}.`,
  });
}
