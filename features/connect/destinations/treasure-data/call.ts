import { NeedsAttention, Transient } from "@millrace/platform/errors";
import type { PoliteRequest } from "@millrace/platform/http";
import type { ConnectorContext } from "../../connectors/context.ts";
import type { TreasureDataSettings } from "./settings.ts";

/** Vendor name of the polite client: label of metrics, key of the circuit breaker. */
const vendor = "treasure-data";

export interface TreasureDataCall {
  /** Which call this is, for its own time-out and for messages. */
  call: string;
  method: "GET" | "POST" | "PUT";
  /** Segments after /v3; each is escaped. */
  path: readonly (string | number)[];
  query?: Readonly<Record<string, string>>;
  /** Bytes go as they are, anything else as JSON. */
  body?: Uint8Array | { readonly [name: string]: unknown };
  /** `import`: the address that takes streaming imports. Default: the API's. */
  at?: "api" | "import";
  /** Statuses of the 4xx kind the caller interprets. */
  accepts?: readonly number[];
}

export interface TreasureDataAnswer {
  status: number;
  body: Uint8Array;
}

export type SendCall = (call: TreasureDataCall, signal: AbortSignal) => Promise<TreasureDataAnswer>;

type CallSettings = Pick<TreasureDataSettings, "api_key" | "api_url" | "import_url">;

/**
 * Sends calls to Treasure Data's REST API. An answer is 2xx or one of `accepts`; all else is thrown by the ladder, as the
 * vendor's Java client has it: 5xx and the network pass (`Transient`), 429 says when to come back (`TryAgainLater`), 401 and
 * 403 are the key, any other 4xx is final.
 */
export function createSender(settings: CallSettings, context: ConnectorContext): SendCall {
  return async (call, signal) => {
    const answer = await context.http.fetch({
      vendor,
      account: null,
      call: call.call,
      url: urlOf(call, settings),
      method: call.method,
      ...contentOf(call, settings.api_key),
      // Treasure Data sends nobody elsewhere; followed across origins, a redirect would lose the key and look like a wrong one.
      followRedirects: false,
      isUserGiven: !context.mayUsePrivateHosts,
      signal: signal === context.signal ? signal : AbortSignal.any([signal, context.signal]),
    });
    const { status, body } = answer;
    if (isSuccess(status) || call.accepts?.includes(status) === true) return { status, body };
    throw refusal(call, answer, settings);
  };
}

/** The JSON of an answer. Throws `Transient`: a page in its place is mostly somebody's maintenance. */
export function jsonOf({ body }: TreasureDataAnswer, call: string): unknown {
  const text = textOf(body);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Transient(
      `Treasure Data answered ${call} with something that is no JSON (“${text.slice(0, 200)}”). If this stays, check api_url.`,
      { cause, facts: { vendor, call } },
    );
  }
}

/** What the vendor says in an answer that is no success. */
export function vendorMessage({ body }: { body: Uint8Array }): string {
  const text = textOf(body);
  try {
    const said = JSON.parse(text) as { message?: unknown; error?: unknown; text?: unknown } | null;
    const message = [said?.message, said?.error, said?.text].find(
      (each) => typeof each === "string" && each !== "",
    );
    return typeof message === "string" ? message.slice(0, 500) : text.slice(0, 200);
  } catch (error) {
    if (error instanceof SyntaxError) return text.slice(0, 200);
    throw error;
  }
}

function refusal(call: TreasureDataCall, answer: TreasureDataAnswer, settings: CallSettings): NeedsAttention {
  const { status } = answer;
  const said = vendorMessage(answer).replaceAll(settings.api_key, "[redacted]");
  const isKey = status === 401 || status === 403;
  const remedy = isKey
    ? "Check api_key: a master key, of the region that api_url names."
    : "Look at the table and the bulk import sessions in Treasure Data's console.";
  return new NeedsAttention(
    `Treasure Data refused ${call.call} (${status}): ${said || "no reason given"}. ${remedy}`,
    {
      facts: { vendor, status, call: call.call, ...(isKey ? { setting: "api_key" } : {}) },
    },
  );
}

const isSuccess = (status: number): boolean => status >= 200 && status <= 299;

function urlOf({ at, path, query = {} }: TreasureDataCall, settings: CallSettings): string {
  const base = at === "import" ? settings.import_url : settings.api_url;
  const url = new URL(`${base}/v3/${path.map((segment) => encodeURIComponent(segment)).join("/")}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

function contentOf(
  { body }: TreasureDataCall,
  apiKey: string,
): Pick<PoliteRequest, "headers" | "body"> & { headers: Record<string, string> } {
  const headers = { authorization: `TD1 ${apiKey}`, accept: "application/json" };
  if (body === undefined) return { headers };
  return body instanceof Uint8Array
    ? { headers: { ...headers, "content-type": "application/octet-stream" }, body }
    : { headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}

const textOf = (body: Uint8Array): string => new TextDecoder().decode(body).trim();
