import { createRequestLog, escapeHtml, serveSimulator, type Numbered } from "@millrace/platform/simulation";
import type { Clock } from "@millrace/platform/clock";
import { Hono } from "hono";
import { z } from "zod";

/** A message as it arrived. */
export interface ReceivedMessage {
  at: string;
  channel: "webhook" | "slack";
  /** Those of Standard Webhooks; empty for Slack. */
  headers: Record<string, string>;
  body: string;
  /** What it was answered. */
  status: number;
}

export interface MessageSimulator extends AsyncDisposable {
  readonly url: string;
  messages(): Numbered<ReceivedMessage>[];
  /** Answers the next `times` messages with this status. */
  refuse(status: number, times: number): void;
  close(): Promise<void>;
}

const remembered = 1_000;
const slackMessage = z.looseObject({ text: z.string().min(1), blocks: z.array(z.unknown()).optional() });

/** Who receives alerts: `/webhook` as any receiver of webhooks, `/slack` as Slack's incoming webhooks; `/` shows what came. */
export async function startMessageSimulator(options: {
  clock: Clock;
  host?: string;
  port?: number;
}): Promise<MessageSimulator> {
  const { clock, host = "127.0.0.1", port = 0 } = options;
  const log = createRequestLog<ReceivedMessage>(remembered);
  let refusal = { status: 200, times: 0 };
  const receive = (channel: ReceivedMessage["channel"], headers: Headers, body: string): Response => {
    const isRefused = refusal.times > 0;
    if (isRefused) refusal = { ...refusal, times: refusal.times - 1 };
    const status = isRefused ? refusal.status : statusOf(channel, body);
    const signed = [...headers].filter(([name]) => name.startsWith("webhook-"));
    const at = new Date(clock.now()).toISOString();
    log.add({ at, channel, headers: Object.fromEntries(signed), body, status });
    return new Response(status === 200 ? "ok" : "invalid_payload", { status });
  };
  const app = new Hono();
  app.post("/webhook", async (c) => receive("webhook", c.req.raw.headers, await c.req.text()));
  app.post("/slack", async (c) => receive("slack", c.req.raw.headers, await c.req.text()));
  app.get("/_simulator/log", (c) => c.json({ total: log.total(), messages: log.entries() }));
  app.get("/", (c) => c.html(page(log.entries())));
  const served = await serveSimulator({ label: "alert receiver", fetch: app.fetch, host, port });
  return {
    url: served.url,
    messages: () => log.entries(),
    refuse: (status, times) => {
      refusal = { status, times };
    },
    close: () => served.close(),
    [Symbol.asyncDispose]: () => served.close(),
  };
}

/** Slack answers 400 "invalid_payload" to what is no message. */
function statusOf(channel: ReceivedMessage["channel"], body: string): number {
  if (channel === "webhook") return 200;
  try {
    return slackMessage.safeParse(JSON.parse(body)).success ? 200 : 400;
  } catch {
    return 400;
  }
}

function page(messages: readonly Numbered<ReceivedMessage>[]): string {
  const rows = messages
    .toReversed()
    .map(
      ({ at, channel, status, body }) =>
        `<li><b>${channel}</b> ${escapeHtml(at)} · ${status}<pre>${escapeHtml(body)}</pre></li>`,
    );
  return `<!doctype html><meta charset="utf-8"><title>Received alerts</title><h1>Received alerts</h1>
<p>Send alerts to <code>/webhook</code> or <code>/slack</code> of this address.</p><ol reversed>${rows.join("")}</ol>`;
}
