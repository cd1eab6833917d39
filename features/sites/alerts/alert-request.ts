import { Webhook } from "standardwebhooks";
import type { PoliteRequest } from "@millrace/platform/http";
import type { FiredAlert } from "../contract.ts";
import type { AlertTarget } from "../queries/alert-rules.ts";

/** Type of the event in a webhook's body. */
const eventType = "site_alert.fired";

export interface AlertLetter {
  /** The alert's id: a receiver knows a repeated message by it. */
  id: string;
  /** When it fired, ISO 8601: every try sends the same body. */
  firedAt: string;
  rule: AlertTarget;
  /** null: a sample. */
  alert: Pick<FiredAlert, "domain" | "website_id" | "metric" | "before" | "after" | "message"> | null;
  /** One sentence for people; a sample's says that it is one. */
  message: string;
  /** Opened; null: this channel is not signed. */
  secret: string | null;
}

/**
 * The request that delivers an alert. A webhook gets JSON signed by Standard Webhooks 1.0 (`webhook-id`, `webhook-timestamp`,
 * `webhook-signature`), Slack the shape of its incoming webhooks ({ text, blocks }).
 */
export function alertRequest(letter: AlertLetter, sentAt: Date): PoliteRequest {
  const { channel } = letter.rule;
  const body = JSON.stringify(channel.kind === "slack" ? slackBody(letter) : webhookBody(letter));
  return {
    vendor: channel.kind === "slack" ? "slack" : "webhook",
    account: null,
    url: channel.url,
    method: "POST",
    headers: { "content-type": "application/json", ...signature(letter, sentAt, body) },
    body,
    isUserGiven: true,
    isSecretAddress: true,
    followRedirects: false,
    maxBytes: 100_000,
  };
}

function webhookBody({ id, firedAt, rule, alert, message }: AlertLetter): unknown {
  return {
    type: eventType,
    timestamp: firedAt,
    data: { id, rule: rule.name, is_sample: alert === null, ...figuresOf(alert), message },
  };
}

function figuresOf(alert: AlertLetter["alert"]): Record<string, unknown> {
  if (alert === null) return {};
  const { domain, website_id: websiteId, metric, before, after } = alert;
  return { domain, website_id: websiteId, metric, before, after };
}

function slackBody({ rule, message }: AlertLetter): unknown {
  return {
    text: message,
    blocks: [
      { type: "section", text: { type: "plain_text", text: message } },
      { type: "context", elements: [{ type: "plain_text", text: `Millrace · ${rule.name}` }] },
    ],
  };
}

function signature({ id, secret }: AlertLetter, sentAt: Date, body: string): Record<string, string> {
  if (secret === null) return {};
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1_000)),
    "webhook-signature": new Webhook(secret).sign(id, sentAt, body),
  };
}
