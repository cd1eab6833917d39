import { z } from "@hono/zod-openapi";
import { answers, authorized, jsonAnswer, operation, type Api } from "@millrace/platform/api";
import { changeInBulk } from "../bulk/change-in-bulk.ts";
import { describeMarks } from "../bulk/change-marks.ts";
import { planBulk } from "../bulk/plan-bulk.ts";
import { bulkPreview, bulkRequest, bulkResult } from "../contract.ts";
import type { SitesRoutesContext } from "./context.ts";

const tags = ["Websites"];

/** Websites a preview shows. */
const sampleSize = 20;

/** What a change of many websites would do, and doing it. */
export function addBulkRoutes(api: Api, context: SitesRoutesContext): void {
  addPreview(api, context);
  addApply(api, context);
}

function addPreview(api: Api, { db, clock }: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "post",
    path: "/websites/bulk/preview",
    tags,
    summary: "What a change of many websites would do; its token is what the change is asked with",
    request: { body: { required: true, content: { "application/json": { schema: bulkRequest } } } },
    responses: {
      200: jsonAnswer(bulkPreview, "What would change"),
      400: answers.badRequest,
      415: answers.badRequest,
      422: answers.badRequest,
    },
  });
  api.openapi(route, async (c) => {
    const { selected, changes, token } = await planBulk(db.pool, c.req.valid("json"), clock.now());
    const sample = changes.slice(0, sampleSize).map(({ website, after }) => ({
      id: website.id,
      domain: website.domain,
      before: describeMarks(website),
      after: describeMarks(after),
    }));
    return c.json({ selected, changed: changes.length, sample, token }, 200);
  });
}

function addApply(api: Api, context: SitesRoutesContext): void {
  const route = operation("sites:write", {
    method: "post",
    path: "/websites/bulk",
    tags,
    summary: "Change many websites as a preview said; a snapshot that undoes it is made first",
    request: {
      body: {
        required: true,
        content: { "application/json": { schema: bulkRequest.extend({ token: z.string().max(100) }) } },
      },
    },
    responses: {
      200: jsonAnswer(bulkResult, "Changed"),
      400: answers.badRequest,
      409: answers.conflict,
      415: answers.badRequest,
      422: answers.badRequest,
    },
  });
  api.openapi(route, async (c) => {
    const { token, ...request } = c.req.valid("json");
    return c.json(await changeInBulk(authorized(c, "sites:write"), context, request, token), 200);
  });
}
