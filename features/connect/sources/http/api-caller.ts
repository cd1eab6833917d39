import { LadderError, NeedsAttention, Rejected, Transient, TryAgainLater } from "@millrace/platform/errors";
import { redactUrl, type PoliteResponse } from "@millrace/platform/http";
import type { ConnectorContext } from "../../connectors/context.ts";
import { openReferences } from "../open-references.ts";
import { createTokenSource, type Send, type SentRequest, type TokenSource } from "./access-token.ts";
import { accountOf } from "./account.ts";
import { makeRequest, type AskedPage } from "./api-request.ts";
import type { StreamDefinition } from "./definition.ts";
import { ruleFor, type Rule } from "./error-rules.ts";
import { maskSecrets } from "./mask-secrets.ts";
import type { HttpSettings } from "./settings.ts";
import { vendorMessage } from "./vendor-message.ts";

/** An answer that counts: 2xx, or a status the definition ignores (then without bytes). */
export interface ApiAnswer {
  body: Uint8Array;
  headers: Readonly<Record<string, string>>;
  /** It was asked at; may hold secrets. */
  url: string;
  /** The same without secrets. */
  origin: string;
  requestId: string | null;
}

/** Headers in which APIs say the id of a request, the most usual first. */
const requestIdHeaders = [
  "x-request-id",
  "request-id",
  "x-correlation-id",
  "x-amzn-requestid",
  "x-trace-id",
  "cf-ray",
];

/** Calls one API as its definition says, signed in. */
export interface ApiCaller {
  /** Throws by the ladder, as the definition's rules say for statuses. */
  ask(stream: StreamDefinition, page: AskedPage): Promise<ApiAnswer>;
  /** A text without the secrets of the settings. */
  mask(text: string): string;
}

export async function createApiCaller(given: HttpSettings, context: ConnectorContext): Promise<ApiCaller> {
  // By the settings as they were given: its budget was declared by them.
  const account = accountOf(given);
  const settings = { ...given, secrets: await openReferences(given.secrets, context) };
  const mask = (text: string): string => maskSecrets(text, settings);
  const send: Send = (request) =>
    context.http.fetch({
      ...request,
      vendor: new URL(request.url).hostname,
      account,
      signal: context.signal,
      isUserGiven: !context.mayUsePrivateHosts,
      isSecretAddress: mask(request.url) !== request.url,
      // A redirect would take what the request carries elsewhere: its address belongs into the definition.
      followRedirects: false,
    });
  const tokens = createTokenSource(settings, { send, now: () => context.now() });
  return { mask, ask: (stream, page) => ask({ settings, tokens, send, mask }, stream, page) };
}

interface Calling {
  settings: HttpSettings;
  tokens: TokenSource;
  send: Send;
  mask: (text: string) => string;
}

async function ask(calling: Calling, stream: StreamDefinition, page: AskedPage): Promise<ApiAnswer> {
  const { settings, tokens, mask } = calling;
  const request = async () => makeRequest(settings, stream, page, await tokens.token());
  let made = await request();
  const rules = [stream.errors, settings.definition.errors];
  const ruleOf = (status: number): Rule | null => ruleFor(status, rules);
  let response = await sendByRules(calling, made, ruleOf);
  if (response?.status === 401 && tokens.forget()) {
    made = await request();
    response = await sendByRules(calling, made, ruleOf);
  }
  const facts = { url: made.url, origin: mask(redactUrl(made.url)) };
  if (response === null) return { ...facts, body: new Uint8Array(), headers: {}, requestId: null };
  const requestId = requestIdOf(response.headers);
  const judged = judge(response, ruleOf(response.status));
  const answer = { ...facts, headers: response.headers, requestId };
  if (judged === "ignore") return { ...answer, body: new Uint8Array() };
  if (judged === "answer") return { ...answer, body: response.body };
  throw refusal(calling, { stream, page, response, requestId, kind: judged });
}

/** The answer; null where a status that the client throws is to be ignored. */
async function sendByRules(
  { send, mask }: Calling,
  request: SentRequest,
  ruleOf: (status: number) => Rule | null,
): Promise<PoliteResponse | null> {
  try {
    return await send(request);
  } catch (error) {
    if (!(error instanceof LadderError) || error instanceof TryAgainLater) throw error;
    return failedByRule(error, ruleOf, mask);
  }
}

function failedByRule(
  error: LadderError,
  ruleOf: (status: number) => Rule | null,
  mask: (text: string) => string,
): null {
  const { status } = error.facts;
  const rule = typeof status === "number" ? ruleOf(status) : null;
  if (rule?.do === "ignore") return null;
  if (rule?.do === "fail") throw failure(error, rule.message ?? mask(error.message));
  throw withoutRejection(error, mask);
}

/** An answer that is too large is no bad record: the next one is as large. */
const withoutRejection = (error: LadderError, mask: (text: string) => string): LadderError =>
  error instanceof Rejected ? failure(error, `${mask(error.message)} Ask for smaller pages.`) : error;

const failure = (cause: LadderError, message: string): NeedsAttention =>
  new NeedsAttention(message, { cause, facts: cause.facts });

function judge({ status, body }: PoliteResponse, rule: Rule | null): "answer" | "ignore" | "retry" | "fail" {
  if (status === 204) return "ignore";
  // An answer without a byte is no answer: were it taken for "no records", an API that breaks would look empty.
  if (status >= 200 && status < 300) return body.byteLength > 0 ? "answer" : "retry";
  return rule?.do ?? "fail";
}

interface Refused {
  stream: StreamDefinition;
  page: AskedPage;
  response: PoliteResponse;
  requestId: string | null;
  kind: "retry" | "fail";
}

function refusal(
  { settings, mask }: Calling,
  { stream, page, response, requestId, kind }: Refused,
): LadderError {
  const { status } = response;
  const own = ruleFor(status, [stream.errors, settings.definition.errors])?.message;
  const path = stream.errors?.message ?? settings.definition.errors.message;
  const said = mask(vendorMessage(response.body, path));
  const where = `page ${page.number} of ${stream.name}${requestId === null ? "" : `, request ${requestId}`}`;
  const message = `${new URL(response.url).hostname} answered ${status} (${where})${said === "" ? "" : `: ${said}`}. ${own ?? adviceFor(response, settings)}`;
  const facts = { status, stream: stream.name, page: page.number, requestId };
  return kind === "retry" ? new Transient(message, { facts }) : new NeedsAttention(message, { facts });
}

function adviceFor({ status, headers }: PoliteResponse, { definition }: HttpSettings): string {
  if (status === 401 || status === 403)
    return definition.auth.type === "none"
      ? "Say in auth how it is signed in to."
      : "Check auth and its secrets.";
  if (status === 404) return "Check base_url and the stream's path.";
  const location = headers["location"];
  if (status >= 300 && status < 400 && location !== undefined)
    return `It leads to ${redactUrl(location)}: write that address into the definition.`;
  return status < 300
    ? "An answer without a body is asked for again."
    : "Check the stream's query, or say under errors what to do.";
}

function requestIdOf(headers: Readonly<Record<string, string>>): string | null {
  const name = requestIdHeaders.find((each) => headers[each] !== undefined);
  return name === undefined ? null : (headers[name] ?? "").slice(0, 200);
}
