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
import { newId } from "@millrace/platform/ids";
import { changeRule, createRule, existingRule, removeRule } from "../alerts/manage-rules.ts";
import {
  type AlertRule,
  alertRule,
  alertRuleChange,
  alertRuleRequest,
  deliverAlert,
  firedAlert,
  workspace,
} from "../contract.ts";
import { listAlertRules } from "../queries/alert-rules.ts";
import { listFiredAlerts } from "../queries/fired-alerts.ts";
import { audited } from "./audited.ts";
import type { SitesRoutesContext } from "./context.ts";
import { refuseUnknownMetric } from "./known-metric.ts";

const tags = ["Website alerts"];
const ruleId = z.object({ id: z.uuid().openapi({ param: { name: "id", in: "path" } }) });
const unusable = problemAnswer(
  "No provider has this metric, or the address can't be used; `field` names which",
);

/** Alert rules, what they fired, and a sample message. */
export function addAlertRoutes(api: Api, context: SitesRoutesContext): void {
  addList(api, context);
  addCreate(api, context);
  addChange(api, context);
  addDelete(api, context);
  addFired(api, context);
  addSample(api, context);
}

function addList(api: Api, { db }: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/scraping/alerts",
    tags,
    summary: "List alert rules by name; who may not change them sees their hosts, not their addresses",
    request: { query: z.object({ workspace: workspace.default("production") }) },
    responses: {
      200: jsonAnswer(z.object({ items: z.array(alertRule) }), "Every rule of the workspace"),
      400: answers.badRequest,
    },
  });
  api.openapi(route, async (c) => {
    const rules = await listAlertRules(db.pool, c.req.valid("query").workspace);
    const mayWrite = authorized(c, "sites:read").permissions.has("sites:write");
    return c.json({ items: mayWrite ? rules : rules.map(withoutAddress) }, 200);
  });
}

/** Whoever knows the address of a Slack channel may write into it: who may not change rules sees its host only. */
function withoutAddress(rule: AlertRule): AlertRule {
  return { ...rule, channel: { ...rule.channel, url: new URL(rule.channel.url).origin } };
}

function addCreate(api: Api, context: SitesRoutesContext): void {
  const example = {
    name: "Visits fall",
    metric: "visits",
    condition: { kind: "falls_by" as const, percent: 30, days: 7 },
    channel: { kind: "webhook" as const, url: "https://example.com/alerts" },
  };
  const route = operation("sites:write", {
    method: "post",
    path: "/scraping/alerts",
    tags,
    summary: "Add an alert rule: it fires when its condition becomes true for a website",
    request: {
      body: { required: true, content: { "application/json": { schema: alertRuleRequest, example } } },
    },
    responses: {
      201: jsonAnswer(alertRule, "The rule; a webhook's with its signing secret, shown this once"),
      400: answers.badRequest,
      422: unusable,
    },
  });
  api.openapi(route, async (c) => {
    const rule = c.req.valid("json");
    refuseUnknownMetric(context, rule.metric, "body.metric");
    return c.json(await createRule(authorized(c, "sites:write"), context, rule), 201);
  });
}

function addChange(api: Api, context: SitesRoutesContext): void {
  const route = operation("sites:write", {
    method: "patch",
    path: "/scraping/alerts/{id}",
    tags,
    summary: "Change an alert rule; what is left out stays",
    request: {
      params: ruleId,
      body: { required: true, content: { "application/json": { schema: alertRuleChange } } },
    },
    responses: {
      200: jsonAnswer(alertRule, "The rule; a new webhook's with its signing secret, shown this once"),
      400: answers.badRequest,
      404: answers.notFound,
      422: unusable,
    },
  });
  api.openapi(route, async (c) => {
    const change = c.req.valid("json");
    refuseUnknownMetric(context, change.metric, "body.metric");
    return c.json(
      await changeRule(authorized(c, "sites:write"), context, c.req.valid("param").id, change),
      200,
    );
  });
}

function addDelete(api: Api, context: SitesRoutesContext): void {
  const route = operation("sites:write", {
    method: "delete",
    path: "/scraping/alerts/{id}",
    tags,
    summary: "Delete an alert rule and the list of what it fired",
    request: { params: ruleId },
    responses: { 204: { description: "Deleted" }, 400: answers.badRequest, 404: answers.notFound },
  });
  api.openapi(route, async (c) => {
    await removeRule(authorized(c, "sites:write"), context, c.req.valid("param").id);
    return c.body(null, 204);
  });
}

function addFired(api: Api, { db }: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/scraping/alerts/{id}/fired",
    tags,
    summary: "What a rule has fired, newest first, and whether it was delivered",
    request: { params: ruleId, query: pageParameters },
    responses: {
      200: jsonAnswer(
        z.object({ items: z.array(firedAlert), next_cursor: z.string().nullable() }),
        "One page of fired alerts",
      ),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { id } = await existingRule(db.pool, c.req.valid("param").id);
    return c.json(await listFiredAlerts(db.pool, id, c.req.valid("query")), 200);
  });
}

function addSample(api: Api, { db, engine }: SitesRoutesContext): void {
  const started = z.object({ run_id: z.string() });
  const route = operation("sites:write", {
    method: "post",
    path: "/scraping/alerts/{id}/test",
    tags,
    summary: "Send a sample message to a rule's channel",
    request: { params: ruleId },
    responses: {
      202: jsonAnswer(started, "On its way; the run says how it ended"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const rule = await existingRule(db.pool, c.req.valid("param").id);
    const actor = authorized(c, "sites:write");
    const id = newId();
    const act = { action: "alert_rule.tested", subject: rule.id };
    const { runId } = await audited(db.pool, actor, act, () =>
      engine.start(deliverAlert, { alert_id: id, sample_of: rule.id }, { key: id }),
    );
    return c.json({ run_id: runId }, 202);
  });
}
