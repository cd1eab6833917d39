import type { HttpBindings } from "@hono/node-server";
import type { Clock } from "@millrace/platform/clock";
import { contentHash } from "@millrace/platform/ids";
import {
  createFaults,
  cutConnection,
  faultTiming,
  randomFrom,
  serveSimulator,
  type Numbered,
  type SimulatorEntry,
} from "@millrace/platform/simulation";
import { Hono } from "hono";
import { z } from "zod";
import type { Value } from "../../values/value.ts";
import { receivedPage } from "./simulator/received-page.ts";
import {
  Receiver,
  type ReceivedRequest,
  type WebhookFault,
  type WebhookFaultRule,
} from "./simulator/receiver.ts";

const webhookFaults = z.partialRecord(
  z.enum(["error_before", "error_after", "cut_before", "cut_after"]),
  faultTiming.extend({
    status: z.int().min(300).max(599).default(503),
    text: z.string().default("not now"),
  }),
);
export type WebhookFaultInput = z.input<typeof webhookFaults>;

export interface WebhookSimulatorOptions {
  clock: Clock;
  /** Loopback by default. */
  host?: string;
  /** 0 (default) = any free port. */
  port?: number;
  /** Of the chance in faults, and of the signing secret. Default "millrace". */
  seed?: string;
  faults?: WebhookFaultInput;
}

/** A receiver of records on loopback, with a memory. */
export interface WebhookSimulator extends AsyncDisposable {
  readonly url: string;
  /** The setting `url`. */
  readonly address: string;
  /** The setting `secret`. */
  readonly secret: string;
  /** Records of a target, each message's once. */
  records(target: string): Record<string, Value>[];
  /** How often a message came that had been taken in before. */
  duplicates(): number;
  /** The last thousand, oldest first. */
  requests(): Numbered<ReceivedRequest>[];
  setFaults(faults: WebhookFaultInput): void;
  close(): Promise<void>;
}

/** For demo mode and `apps/simulators`. */
export const webhookSimulator: SimulatorEntry = { name: "connect-webhook", start: startWebhookSimulator };

/** Starts a receiver. Throws `UserFacingError` when the port can't be used. */
export async function startWebhookSimulator(options: WebhookSimulatorOptions): Promise<WebhookSimulator> {
  const { clock, host = "127.0.0.1", port = 0, seed = "millrace" } = options;
  const secret = `whsec_${Buffer.from(contentHash(`${seed}/webhook`), "hex").toString("base64")}`;
  const initial = webhookFaults.parse(options.faults ?? {});
  const random = randomFrom(`${seed}/webhook`);
  const faults = createFaults<WebhookFault, WebhookFaultRule, null>(initial, random, () => true);
  const receiver = new Receiver(clock, secret, faults);
  const setFaults = (given: WebhookFaultInput): void => faults.set(webhookFaults.parse(given));
  const { fetch } = application(receiver, secret, setFaults);
  const served = await serveSimulator({ label: "webhook receiver", fetch, host, port });
  return {
    url: served.url,
    address: `${served.url}/records`,
    secret,
    records: (target) => receiver.records(target),
    duplicates: () => receiver.duplicates,
    requests: () => receiver.log.entries(),
    setFaults,
    close: () => served.close(),
    [Symbol.asyncDispose]: () => served.close(),
  };
}

function application(
  receiver: Receiver,
  secret: string,
  setFaults: (faults: WebhookFaultInput) => void,
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.post("/records", async (context) => {
    const response = receiver.receive(context.req.header(), await context.req.text());
    return response ?? cutConnection(context.env);
  });
  app.get("/_simulator/log", (context) => {
    const { log, duplicates } = receiver;
    return context.json({ total: log.total(), duplicates, requests: log.entries() });
  });
  app.post("/_simulator/faults", async (context) => {
    const given = webhookFaults.safeParse(await context.req.json<unknown>());
    if (!given.success) return context.json({ error: given.error.issues }, 400);
    setFaults(given.data);
    return context.body(null, 204);
  });
  app.get("/", (context) => {
    const { log, duplicates } = receiver;
    return context.html(receivedPage(log.entries(), { secret, duplicates }));
  });
  return app;
}
