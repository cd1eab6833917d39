import { defineWorkflow } from "@millrace/engine";
import { z } from "zod";
import { metricId } from "./metrics.ts";
import { tag, workspace } from "./websites.ts";

export const alertRuleRequest = z.strictObject({
  workspace: workspace.default("production"),
  name: z.string().trim().min(1).max(120),
  metric: metricId,
  /** Compared with the newest value at least `days` old. */
  condition: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("falls_by"),
      percent: z.number().gt(0).max(100),
      days: z.int().min(1).max(365),
    }),
    z.strictObject({
      kind: z.literal("rises_by"),
      percent: z.number().gt(0).max(10_000),
      days: z.int().min(1).max(365),
    }),
    z.strictObject({ kind: z.literal("below"), value: z.number() }),
    z.strictObject({ kind: z.literal("above"), value: z.number() }),
  ]),
  /** Only websites with any of these; none: all. */
  tags: z.array(tag).max(20).default([]),
  channel: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("webhook"), url: z.url() }),
    z.strictObject({ kind: z.literal("slack"), url: z.url() }),
  ]),
  is_enabled: z.boolean().default(true),
});
export type AlertRuleRequest = z.infer<typeof alertRuleRequest>;

export const alertRule = z
  .object({
    id: z.uuid(),
    ...alertRuleRequest.shape,
    created_at: z.string(),
    last_fired_at: z.string().nullable(),
    /** What a webhook's messages are signed with (Standard Webhooks); only in the answer to the request that made it. */
    signing_secret: z.string().optional(),
  })
  .meta({ id: "AlertRule" });
export type AlertRule = z.infer<typeof alertRule>;

export const firedAlert = z
  .object({
    id: z.uuid(),
    rule_id: z.uuid(),
    website_id: z.uuid(),
    domain: z.string(),
    metric: metricId,
    before: z.number().nullable(),
    after: z.number(),
    fired_at: z.string(),
    delivery: z.enum(["waiting", "delivered", "failed"]),
    message: z.string(),
  })
  .meta({ id: "FiredAlert" });
export type FiredAlert = z.infer<typeof firedAlert>;

export const alertRuleChange = alertRuleRequest
  .omit({ workspace: true, tags: true, is_enabled: true })
  .partial()
  .extend({
    tags: z.array(tag).max(20).optional(),
    is_enabled: z.boolean().optional(),
  });
export type AlertRuleChange = z.infer<typeof alertRuleChange>;

/** Delivers one fired alert; the key is the alert's id, sent along so that the other side can tell a repetition. */
export const deliverAlert = defineWorkflow({
  id: "deliver-alert",
  /** `sample_of`: a message that shows what the rule's alerts look like; its alert is kept nowhere. */
  input: z.object({ alert_id: z.uuid(), sample_of: z.uuid().optional() }),
  output: z.object({ delivered: z.boolean() }),
  queue: "site-alerts",
  onDeploy: "continue",
});
