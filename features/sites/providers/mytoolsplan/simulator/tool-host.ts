import { hash32 } from "@millrace/platform/simulation";
import { Hono } from "hono";
import { z } from "zod";
import { answerCall, type AskedCall, type Bend, type PortalEnv } from "./answer-call.ts";
import type { PortalCall, ToolHost } from "./calls.ts";
import { figuresOf, type SiteFigures } from "./figures.ts";
import { engagementAnswer, summaryRows, trendRows } from "./json-answers.ts";
import { pageContent, type PageRequest } from "./page-content.ts";
import { figuresAnswer } from "./page-script.ts";
import type { Portal } from "./portal.ts";
import { htmlAnswer, portalPage } from "./refusals.ts";
import { pageLayouts, type PageLayout, type PortalLanguage } from "./settings.ts";
import { trafficPage } from "./traffic-page.ts";

/** A JSON-RPC 2.0 request as the tool's own pages make it; the website is `args.searchItem`. */
const rpcRequest = z.looseObject({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.number(), z.string()]).nullable().default(null),
  method: z.string(),
  params: z.looseObject({ args: z.looseObject({ searchItem: z.string().min(1) }) }),
});

const rpcMethods: ReadonlyMap<string, PortalCall> = new Map([
  ["organic.Summary", "summary"],
  ["organic.OverviewTrend", "trend"],
]);

const STALE_MS = 150 * 86_400_000;
const FIGURES_SHARE = 1 / 3;

/** A host that serves the tool: `sam`, or its mirror. */
export function toolHost(portal: Portal, host: ToolHost, turn: () => number): Hono<PortalEnv> {
  const app = new Hono<PortalEnv>();
  const asked = (call: PortalCall, domain: string, latencyMs: number): AskedCall => ({
    host,
    call,
    domain,
    latencyMs,
    needsLogin: true,
  });
  app.post("/dpa/rpc", async (context) => {
    const body = rpcRequest.safeParse(await context.req.json<unknown>().catch(() => null));
    if (!body.success) return context.json(rpcError(null, -32_600, "Invalid Request"));
    const { id, method, params } = body.data;
    const call = rpcMethods.get(method);
    if (call === undefined) return context.json(rpcError(id, -32_601, "Method not found"));
    const domain = params.args.searchItem;
    return answerCall(context, portal, asked(call, domain, portal.settings().apiMs), (bend) => {
      const { figures, atMs } = bent(portal, domain, bend);
      const result = call === "summary" ? summaryRows(figures) : trendRows(figures, atMs);
      return Response.json({ jsonrpc: "2.0", id, result });
    });
  });
  app.get("/analytics/ta/targ/v2/engagement", async (context) => {
    const domain = context.req.query("target") ?? "";
    if (domain === "") return context.json({ error: "target is required" }, 400);
    return answerCall(context, portal, asked("engagement", domain, portal.settings().apiMs), (bend) => {
      const { figures, atMs } = bent(portal, domain, bend);
      return Response.json(engagementAnswer(figures, atMs));
    });
  });
  app.get("/analytics/traffic/traffic-overview/", async (context) => {
    const domain = context.req.query("q") ?? "";
    if (domain === "") return context.redirect("/analytics/overview/");
    const { layout, latencyMs } = pageTurn(portal, turn());
    return answerCall(context, portal, asked("page", domain, latencyMs), (bend) =>
      htmlAnswer(trafficPage(pageRequest(portal, domain, layout, bend)), 200),
    );
  });
  app.get("/analytics/traffic/api/summary", (context) => {
    const domain = context.req.query("target") ?? "";
    const latencyMs = Math.round(portal.settings().pageMs * FIGURES_SHARE);
    return answerCall(context, portal, asked("figures", domain, latencyMs), (bend) => {
      const request = pageRequest(portal, domain, "script", bend);
      return Response.json(figuresAnswer(request.figures.domain, pageContent(request)));
    });
  });
  app.get("/analytics/overview/", (context) =>
    context.html(portalPage("Overview", "<h1>Overview</h1><p>Enter a domain.</p>")),
  );
  app.notFound((context) => context.html(portalPage("Not found", "<h1>404</h1>"), 404));
  return app;
}

/** The layout of the next page, and what its document takes of the page's time. */
function pageTurn(portal: Portal, turn: number): { layout: PageLayout; latencyMs: number } {
  const { layout, layoutTurns, pageMs } = portal.settings();
  const changing = pageLayouts[Math.floor(turn / layoutTurns) % pageLayouts.length] ?? "tiles";
  const now = layout === "changing" ? changing : layout;
  return { layout: now, latencyMs: now === "script" ? Math.round(pageMs * (1 - FIGURES_SHARE)) : pageMs };
}

function pageRequest(portal: Portal, domain: string, layout: PageLayout, bend: Bend): PageRequest {
  const { figures, atMs } = bent(portal, domain, bend);
  return {
    figures,
    atMs,
    layout,
    language: languageOf(portal, domain),
    marks: bend === "layout_broken" ? "none" : bend === "layout_changed" ? "labels" : "all",
    isShell: bend === "empty_shell",
  };
}

/** The figures asked for, or those that a fault puts in their place. */
function bent(portal: Portal, domain: string, bend: Bend): { figures: SiteFigures; atMs: number } {
  const atMs = portal.clock.now() - (bend === "stale" ? STALE_MS : 0);
  const shown = bend === "wrong_site" ? `another-${domain}` : domain;
  return { figures: figuresOf(portal.seed, shown, atMs), atMs };
}

function languageOf(portal: Portal, domain: string): PortalLanguage {
  const { language } = portal.settings();
  if (language !== "both") return language;
  return hash32(domain) % 2 === 0 ? "en" : "fr";
}

function rpcError(id: number | string | null, code: number, message: string): Record<string, unknown> {
  return { jsonrpc: "2.0", id, error: { code, message } };
}
