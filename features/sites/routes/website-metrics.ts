import { z } from "@hono/zod-openapi";
import { answers, jsonAnswer, operation, type Api } from "@millrace/platform/api";
import {
  historyRange,
  metricDefinition,
  websiteHistory,
  websiteMetrics,
  websitesComparison,
  websitesSummary,
  workspace,
} from "../contract.ts";
import { expectedReadings } from "../metrics/expected-readings.ts";
import { metricDefinitions } from "../metrics/metric-definitions.ts";
import { readHistory, readLastMeasurement, readLatest } from "../queries/website-readings.ts";
import { summariseWebsites } from "../queries/summarise-websites.ts";
import { existingWebsite } from "../websites/existing-website.ts";
import type { SitesRoutesContext } from "./context.ts";
import { websiteId, websiteTags as tags } from "./website-parts.ts";

/** Those that lie beside `/websites/{id}`, which would take their names for an id: add them before it. */
export function addComparisons(api: Api, context: SitesRoutesContext): void {
  addSummary(api, context);
  addCompare(api, context);
}

/** The metrics of one website, now and over time, and what metrics there are. */
export function addWebsiteMetrics(api: Api, context: SitesRoutesContext): void {
  addCurrent(api, context);
  addHistory(api, context);
  addDefinitions(api, context);
}

function addSummary(api: Api, { db, clock }: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/websites/summary",
    tags,
    summary: "Counts by status, coverage, what is missing and why, and the tags in use",
    request: { query: z.object({ workspace: workspace.default("production") }) },
    responses: { 200: jsonAnswer(websitesSummary, "The workspace in numbers"), 400: answers.badRequest },
  });
  api.openapi(route, async (c) =>
    c.json(await summariseWebsites(db.pool, c.req.valid("query").workspace, clock.now()), 200),
  );
}

const uuid = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
const ids = z
  .string()
  .regex(new RegExp(`^${uuid}(?:,${uuid}){0,9}$`, "u"), "up to ten ids, separated by commas")
  .openapi({ example: "01900000-0000-7000-8000-000000000000,01900000-0000-7000-8000-000000000001" });

function addCompare(api: Api, { db, clock, providers }: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/websites/compare",
    tags,
    summary: "Up to ten websites side by side, now and over time, in the order of the ids",
    request: { query: historyRange.extend({ ids }) },
    responses: {
      200: jsonAnswer(websitesComparison, "The websites"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { ids: asked, ...range } = c.req.valid("query");
    const wanted = [...new Set(asked.toLowerCase().split(","))];
    const found = await Promise.all(wanted.map((id) => existingWebsite(db.pool, id, clock.now())));
    const histories = await readHistory(db.pool, wanted, range);
    const latest = await readLatest(db.pool, wanted);
    const definitions = metricDefinitions(providers.all);
    const websites = found.map((website) => ({
      website_id: website.id,
      domain: website.domain,
      metrics: histories.get(website.id) ?? [],
      current: expectedReadings(website, latest.get(website.id) ?? [], definitions),
    }));
    return c.json({ websites }, 200);
  });
}

function addCurrent(api: Api, { db, clock, providers }: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/websites/{id}/metrics",
    tags,
    summary: "Each metric of a website: its value with where it came from, or why there is none",
    request: { params: websiteId },
    responses: {
      200: jsonAnswer(websiteMetrics, "The metrics"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const website = await existingWebsite(db.pool, c.req.valid("param").id, clock.now());
    const { id, domain, status, obtained, expected, last_measured_at } = website;
    const latest = (await readLatest(db.pool, [id])).get(id) ?? [];
    return c.json(
      {
        website_id: id,
        domain,
        status,
        obtained,
        expected,
        measurement_id: await readLastMeasurement(db.pool, id),
        measured_at: last_measured_at,
        metrics: expectedReadings(website, latest, metricDefinitions(providers.all)),
      },
      200,
    );
  });
}

function addHistory(api: Api, { db, clock }: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/websites/{id}/history",
    tags,
    summary: "A website's metrics over time, oldest first",
    request: { params: websiteId, query: historyRange },
    responses: {
      200: jsonAnswer(websiteHistory, "The history"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { id, domain } = await existingWebsite(db.pool, c.req.valid("param").id, clock.now());
    const metrics = (await readHistory(db.pool, [id], c.req.valid("query"))).get(id) ?? [];
    return c.json({ website_id: id, domain, metrics }, 200);
  });
}

function addDefinitions(api: Api, { providers }: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/scraping/metrics",
    tags,
    summary: "Every metric: unit, bounds of a valid value, and the providers that have it",
    responses: { 200: jsonAnswer(z.object({ items: z.array(metricDefinition) }), "The metrics") },
  });
  api.openapi(route, (c) => c.json({ items: metricDefinitions(providers.all) }, 200));
}
