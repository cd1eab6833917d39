import { NeedsAttention } from "@millrace/platform/errors";
import type { PoliteResponse } from "@millrace/platform/http";
import { Webhook } from "standardwebhooks";
import type { ConnectorContext } from "../../connectors/context.ts";
import type { WebhookSettings } from "./settings.ts";

const vendor = "webhook";
/** Of an answer: enough to see what the receiver says. */
const mostAnswerBytes = 100_000;
const shownCharacters = 200;

export interface Message {
  /** The same at every try: the receiver knows a repeated message by it. */
  key: string;
  /** JSON. */
  body: string;
}

/** Which setting a refusal is about, and what to try. */
interface Remedy {
  setting: keyof WebhookSettings | null;
  remedy: string;
}

const remedies: Readonly<Record<number, Remedy>> = {
  404: { setting: "url", remedy: "Check url." },
  410: { setting: "url", remedy: "The receiver wants nothing more at this url; give another." },
  413: { setting: "batch_size", remedy: "Lower batch_size." },
};

/**
 * Posts a message as Standard Webhooks 1.0 has it (`webhook-id`, `webhook-timestamp`, `webhook-signature`), with the same key
 * in `Idempotency-Key`. Resolves when the receiver has answered 2xx. Throws by the ladder: what passes by itself (5xx, 408, 425,
 * 429, the network) as the polite client does, any other answer as `NeedsAttention`.
 */
export async function postMessage(
  settings: WebhookSettings,
  { key, body }: Message,
  context: Pick<ConnectorContext, "http" | "now" | "mayUsePrivateHosts">,
  signal: AbortSignal,
): Promise<{ status: number; host: string }> {
  const url = addressOf(settings);
  const { authorization } = settings;
  const answer = await context.http.fetch({
    vendor,
    account: null,
    url: url.href,
    method: "POST",
    headers: {
      "content-type": "application/json",
      "idempotency-key": key,
      ...(authorization === undefined ? {} : { authorization }),
      ...signature(settings, { key, body }, new Date(context.now())),
    },
    body,
    signal,
    isUserGiven: !context.mayUsePrivateHosts,
    isSecretAddress: true,
    followRedirects: false,
    maxBytes: mostAnswerBytes,
  });
  if (answer.status >= 200 && answer.status <= 299) return { status: answer.status, host: url.host };
  throw refusal(settings, url, answer);
}

function addressOf({ url: text }: WebhookSettings): URL {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/u.test(url.protocol)) return url;
  throw new NeedsAttention("The setting url is no web address. Write it with https:// in front.", {
    facts: { setting: "url" },
  });
}

function signature(
  { secret }: WebhookSettings,
  { key, body }: Message,
  sentAt: Date,
): Record<string, string> {
  const sentAtSeconds = String(Math.floor(sentAt.getTime() / 1_000));
  const named = { "webhook-id": key, "webhook-timestamp": sentAtSeconds };
  if (secret === undefined) return named;
  return { ...named, "webhook-signature": signer(secret).sign(key, sentAt, body) };
}

function signer(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch (cause) {
    throw new NeedsAttention(
      "The setting secret is no signing secret of Standard Webhooks. It is whsec_ with base64 behind it.",
      { cause, facts: { setting: "secret" } },
    );
  }
}

function refusal(settings: WebhookSettings, url: URL, { status, body }: PoliteResponse): NeedsAttention {
  const { setting, remedy } = remedyOf(status, settings);
  const said = withoutSecrets(new TextDecoder().decode(body).slice(0, shownCharacters).trim(), settings);
  return new NeedsAttention(
    `The receiver at ${url.host} refused the records (${status}): ${said === "" ? "no reason given" : said}. ${remedy}`,
    { facts: { vendor, status, setting } },
  );
}

function remedyOf(status: number, { authorization, secret }: WebhookSettings): Remedy {
  if (status === 401 || status === 403) {
    const setting = authorization === undefined && secret !== undefined ? "secret" : "authorization";
    return { setting, remedy: `Check ${setting}.` };
  }
  if (status < 400)
    return { setting: "url", remedy: "It sends elsewhere, which is not followed; check url." };
  return remedies[status] ?? { setting: null, remedy: "Look into the receiver’s log." };
}

/** A receiver may answer with what it was sent. */
function withoutSecrets(text: string, { url, secret, authorization }: WebhookSettings): string {
  const secrets = [url, secret, authorization].filter((value) => value !== undefined);
  return secrets.reduce((shown, value) => shown.replaceAll(value, "[redacted]"), text);
}
