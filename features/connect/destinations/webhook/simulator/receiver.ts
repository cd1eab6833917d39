import type { Clock } from "@millrace/platform/clock";
import {
  createRequestLog,
  type Faults,
  type FaultTiming,
  type RequestLog,
} from "@millrace/platform/simulation";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { z } from "zod";
import { parseJson } from "../../../values/parse-json.ts";
import type { Value } from "../../../values/value.ts";

/** `…_before` strikes before the records are taken in, `…_after` when they are and only the answer is lost. */
export type WebhookFault = "error_before" | "error_after" | "cut_before" | "cut_after";

export interface WebhookFaultRule extends FaultTiming {
  /** error: status to answer. */
  status: number;
  /** error: its text. */
  text: string;
}

/** A request as it arrived. */
export interface ReceivedRequest {
  at: string;
  /** The Idempotency-Key. */
  key: string | null;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** null: the connection was cut. */
  status: number | null;
  /** true: a request with this key was taken in before. */
  isDuplicate: boolean;
}

const remembered = 1_000;
const recordsMessage = z.object({
  type: z.literal("records"),
  target: z.string(),
  records: z.array(z.custom<Record<string, Value>>()),
});

/** Does what a receiver is advised to do: checks the signature, and takes each key in once. */
export class Receiver {
  readonly log: RequestLog<ReceivedRequest> = createRequestLog<ReceivedRequest>(remembered);
  readonly #clock: Clock;
  readonly #secret: string;
  readonly #faults: Faults<WebhookFault, WebhookFaultRule, null>;
  /** By key; null: a message without records. */
  readonly #taken = new Map<string, z.infer<typeof recordsMessage> | null>();
  duplicates = 0;

  constructor(clock: Clock, secret: string, faults: Faults<WebhookFault, WebhookFaultRule, null>) {
    this.#clock = clock;
    this.#secret = secret;
    this.#faults = faults;
  }

  /** The answer; null: the connection is to be cut. */
  receive(headers: Readonly<Record<string, string>>, body: string): Response | null {
    const key = headers["idempotency-key"] ?? null;
    const isDuplicate = key !== null && this.#taken.has(key);
    const response = this.#answer(key, headers, body);
    const status = response?.status ?? null;
    this.log.add({ at: new Date(this.#clock.now()).toISOString(), key, headers, body, status, isDuplicate });
    return response;
  }

  /** Records of a target, each message's once. */
  records(target: string): Record<string, Value>[] {
    return [...this.#taken.values()].flatMap((message) =>
      message?.target === target ? message.records : [],
    );
  }

  #answer(key: string | null, headers: Readonly<Record<string, string>>, body: string): Response | null {
    const early = this.#struck("before");
    if (early !== undefined) return early;
    const problem = this.#problem(key, headers, body);
    if (problem !== null) return problem;
    this.#takeIn(key ?? "", body);
    const late = this.#struck("after");
    return late === undefined ? new Response(null, { status: 204 }) : late;
  }

  /** undefined: no fault strikes; null: the connection is cut. */
  #struck(when: "before" | "after"): Response | null | undefined {
    const error = this.#faults.strikes(`error_${when}`, null);
    if (error !== null) return new Response(error.text, { status: error.status });
    return this.#faults.strikes(`cut_${when}`, null) === null ? undefined : null;
  }

  #problem(key: string | null, headers: Readonly<Record<string, string>>, body: string): Response | null {
    if (key === null || key !== headers["webhook-id"])
      return new Response("Idempotency-Key and webhook-id differ", { status: 400 });
    try {
      new Webhook(this.#secret).verify(body, { ...headers });
      return null;
    } catch (error) {
      if (error instanceof WebhookVerificationError) return new Response(error.message, { status: 401 });
      throw error;
    }
  }

  #takeIn(key: string, body: string): void {
    if (this.#taken.has(key)) {
      this.duplicates += 1;
      return;
    }
    const message = recordsMessage.safeParse(parseJson(body));
    this.#taken.set(key, message.success ? message.data : null);
  }
}
