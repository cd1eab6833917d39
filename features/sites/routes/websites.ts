import { z } from "@hono/zod-openapi";
import {
  answers,
  authorized,
  jsonAnswer,
  operation,
  pageParameters,
  problemAnswer,
  type Api,
} from "@millrace/platform/api";
import { newWebsite, website, websiteChange, websiteFilters, websiteOrder } from "../contract.ts";
import { listWebsites } from "../queries/list-websites.ts";
import { existingWebsite } from "../websites/existing-website.ts";
import { createWebsite, editWebsite, markArchived } from "../websites/manage-websites.ts";
import type { SitesRoutesContext } from "./context.ts";
import { refuseUnknownMetric } from "./known-metric.ts";
import { websiteId, websiteTags as tags } from "./website-parts.ts";

/** The list, one website, adding, changing and archiving. */
export function addWebsiteBasics(api: Api, context: SitesRoutesContext): void {
  addList(api, context);
  addAdd(api, context);
  addOne(api, context);
  addChange(api, context);
  addArchive(api, context, "put", "Archive a website: it leaves the list and is no longer measured");
  addArchive(api, context, "delete", "Bring an archived website back");
}

function addList(api: Api, context: SitesRoutesContext): void {
  const fixed = ["domain", "status", "last_measured_at", "created_at", "coverage"];
  const route = operation("sites:read", {
    method: "get",
    path: "/websites",
    tags,
    summary: "List websites: filters, any order, cursor pages, sparklines",
    request: { query: pageParameters.extend(websiteFilters.shape).extend(websiteOrder.shape) },
    responses: {
      200: jsonAnswer(
        z.object({ items: z.array(website), next_cursor: z.string().nullable() }),
        "One page of websites",
      ),
      400: answers.badRequest,
    },
  });
  api.openapi(route, async (c) => {
    const { limit, cursor, sort, direction, trend, ...filters } = c.req.valid("query");
    if (!fixed.includes(sort)) refuseUnknownMetric(context, sort, "query.sort");
    refuseUnknownMetric(context, trend, "query.trend");
    refuseUnknownMetric(context, filters.missing, "query.missing");
    const order = { sort, direction, trend };
    const now = context.clock.now();
    return c.json(await listWebsites(context.db.pool, { filters, order, limit, cursor, now }), 200);
  });
}

function addAdd(api: Api, context: SitesRoutesContext): void {
  const example = { domain: "https://www.shop.example.com/", name: "Shop", tags: ["france"] };
  const route = operation("sites:write", {
    method: "post",
    path: "/websites",
    tags,
    summary: "Add a website by its domain or any address on it",
    request: {
      body: { required: true, content: { "application/json": { schema: newWebsite, example } } },
    },
    responses: {
      201: jsonAnswer(website, "Added; Location has its address"),
      400: answers.badRequest,
      409: problemAnswer("The workspace has this website; `subject` is its id"),
      422: problemAnswer("The text names no website"),
    },
  });
  api.openapi(route, async (c) => {
    const added = await createWebsite(authorized(c, "sites:write"), context, c.req.valid("json"));
    return c.json(added, 201, { location: `/api/v1/websites/${added.id}` });
  });
}

function addOne(api: Api, { db, clock }: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/websites/{id}",
    tags,
    summary: "One website",
    request: { params: websiteId },
    responses: { 200: jsonAnswer(website, "The website"), 400: answers.badRequest, 404: answers.notFound },
  });
  api.openapi(route, async (c) =>
    c.json(await existingWebsite(db.pool, c.req.valid("param").id, clock.now()), 200),
  );
}

function addChange(api: Api, context: SitesRoutesContext): void {
  const route = operation("sites:write", {
    method: "patch",
    path: "/websites/{id}",
    tags,
    summary: "Change a website's name or tags",
    request: {
      params: websiteId,
      body: { required: true, content: { "application/json": { schema: websiteChange } } },
    },
    responses: {
      200: jsonAnswer(website, "The website as it is now"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const actor = authorized(c, "sites:write");
    return c.json(await editWebsite(actor, context, c.req.valid("param").id, c.req.valid("json")), 200);
  });
}

function addArchive(api: Api, context: SitesRoutesContext, method: "put" | "delete", summary: string): void {
  const route = operation("sites:write", {
    method,
    path: "/websites/{id}/archive",
    tags,
    summary,
    request: { params: websiteId },
    responses: {
      200: jsonAnswer(website, "The website as it is now"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const actor = authorized(c, "sites:write");
    return c.json(await markArchived(actor, context, c.req.valid("param").id, method === "put"), 200);
  });
}
