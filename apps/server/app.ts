import { createApi, trustProxies, type Api } from "@millrace/platform/api";
import { addDocsPage } from "./routes/docs-page.ts";
import { addHealthRoutes } from "./routes/health.ts";
import { addOperateRoutes } from "./routes/operate/add-operate-routes.ts";
import { addSettingsRoutes } from "./routes/settings.ts";
import { addStreamRoute } from "./routes/stream.ts";
import { answerUnknownAddresses } from "./routes/unknown-address.ts";
import { addWebApp } from "./routes/web-app.ts";
import { endHeadBodies } from "./middleware/end-head-bodies.ts";
import { identify } from "./middleware/identify.ts";
import { guardRequests } from "./middleware/guard-requests.ts";
import { limitActors, limitAddresses } from "./middleware/limit-rates.ts";
import { measureRequests } from "./middleware/measure-requests.ts";
import { refuseWhileDraining } from "./middleware/refuse-while-draining.ts";
import { secureHeaders } from "./middleware/secure-headers.ts";
import { traceRequests } from "./middleware/trace-requests.ts";
import type { ServerContext } from "./context.ts";
import { assertEveryOperationIsGuarded, describeApi } from "./openapi.ts";
import { isBehindTls, publicUrlOf } from "./public-url.ts";
import { version } from "./version.ts";

/** What the app needs to know of the process besides its collaborators. */
export interface Lifecycle {
  /** Aborted when the process begins to drain: readiness turns false and live streams end. */
  draining: AbortSignal;
}

/** Every route of the process, behind the middleware all of them share. */
export function createApp(context: ServerContext, lifecycle: Lifecycle): Api {
  const app = createApi(context.log);
  app.use(secureHeaders(() => isBehindTls(context)));
  app.use(measureRequests(context.metrics));
  if (context.config.otlpEndpoint !== null) app.use(traceRequests(version));
  app.use(endHeadBodies());
  for (const guard of guardRequests(context.config, () => publicUrlOf(context))) app.use(guard);
  if (context.config.trustedProxies.length > 0) app.use(trustProxies(context.config.trustedProxies));
  app.use("/api/*", refuseWhileDraining(lifecycle.draining));
  addHealthRoutes(app, context, lifecycle);
  if (context.config.role !== "worker") addInterfaces(app, context, lifecycle);
  return app;
}

function addInterfaces(app: Api, context: ServerContext, lifecycle: Lifecycle): void {
  for (const limit of limitAddresses(context.db.pool, context.config)) app.use("/api/*", limit);
  const api = createApi(context.log);
  api.use(identify(context.features.identity));
  for (const limit of limitActors(context.db.pool, context.config)) api.use(limit);
  addOperateRoutes(api, context);
  addSettingsRoutes(api, context);
  addStreamRoute(api, context, lifecycle);
  for (const feature of context.features.all) api.route("/", feature.routes(context.engine));
  app.route("/api/v1", api);
  assertEveryOperationIsGuarded(app);
  app.get("/api/v1/openapi.json", (c) => c.json(describeApi(app)));
  addDocsPage(app);
  addWebApp(app);
  answerUnknownAddresses(app);
}
