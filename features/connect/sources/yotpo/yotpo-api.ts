import { NeedsAttention, Transient } from "@millrace/platform/errors";
import type { PoliteRequest, PoliteResponse } from "@millrace/platform/http";
import type { CheckReport, ConnectorContext } from "../../connectors/context.ts";
import { UnreadablePage } from "../../connectors/unreadable-page.ts";
import { isRecord, type Value } from "../../values/value.ts";
import { readJson } from "./read-json.ts";

/** Whom we ask, and what a refusal may say of it. */
export interface YotpoApi {
  /** "Yotpo Loyalty" */
  title: string;
  vendor: string;
  account: string;
  /** The settings that hold the credentials, as a sentence names them ("guid and api_key"), and the one a form marks. */
  credentials: { named: string; setting: string };
  /** Never to be seen in a message. */
  secrets: readonly string[];
}

export type YotpoRequest = Pick<PoliteRequest, "url" | "method" | "headers" | "body" | "call">;

/** One answer of the API, whatever its status. A redirect would take the credentials elsewhere, so none is followed. */
export function askYotpo(
  api: YotpoApi,
  request: YotpoRequest,
  context: ConnectorContext,
): Promise<PoliteResponse> {
  return context.http.fetch({
    ...request,
    vendor: api.vendor,
    account: api.account,
    signal: context.signal,
    isUserGiven: !context.mayUsePrivateHosts,
    followRedirects: false,
    ...(context.runId === null ? {} : { runId: context.runId }),
  });
}

/** What a status other than 2xx means: nobody but a person can mend it. */
export function refusalOf(api: YotpoApi, response: PoliteResponse): NeedsAttention {
  const { status } = response;
  const isCredentials = status === 401 || status === 403;
  const setting = isCredentials ? api.credentials.setting : "base_url";
  const advice = isCredentials
    ? `Check ${api.credentials.named}.`
    : status === 400
      ? "If this sync stood still for long, its place in the list may have lapsed: start a new one."
      : "Check base_url.";
  const said = vendorMessage(api, response.body);
  return new NeedsAttention(`${api.title} answered ${status}${said === "" ? "" : ` (${said})`}. ${advice}`, {
    facts: { status, setting, request_id: requestIdOf(response) },
  });
}

/** An answer with status 200 that is no page: it may pass by itself, and if not, this is what the sync fails with. */
export function garbledPage(
  api: YotpoApi,
  response: PoliteResponse,
  { unreadable, page }: { unreadable: UnreadablePage; page: number },
): Transient {
  const requestId = requestIdOf(response);
  const where = requestId === null ? "" : ` (request ${requestId})`;
  return new Transient(
    `Page ${page} of this reading of ${api.title} can't be read${where}. ${masked(api, unreadable.message)}. It begins: ${masked(api, unreadable.beginning)}`,
    { cause: unreadable, facts: { page, request_id: requestId } },
  );
}

/** Runs a real call; what only a person can mend is told as a report, any other fault is thrown. */
export async function checkYotpo(api: YotpoApi, call: () => Promise<string>): Promise<CheckReport> {
  try {
    return { isOk: true, message: await call(), setting: null };
  } catch (error) {
    const unreadable = error instanceof Transient ? error.cause : error;
    if (unreadable instanceof UnreadablePage) {
      const message = `${api.title} answered something else than this API does. Check base_url. It begins: ${masked(api, unreadable.beginning)}`;
      return { isOk: false, message, setting: "base_url" };
    }
    if (!(error instanceof NeedsAttention)) throw error;
    // Without a setting it was refused before it was sent: the address.
    const setting = error.facts["setting"];
    return {
      isOk: false,
      message: error.message,
      setting: typeof setting === "string" ? setting : "base_url",
    };
  }
}

export function requestIdOf(response: PoliteResponse): string | null {
  return response.headers["x-request-id"] ?? null;
}

/** What the vendor says in words, in one of the usual places of JSON; else how the answer begins. */
function vendorMessage(api: YotpoApi, body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, 200)).replaceAll(/\s+/g, " ").trim();
  return masked(api, wordsIn(body) ?? text);
}

function wordsIn(body: Uint8Array): string | null {
  let answer: Value | undefined;
  try {
    answer = readJson(body);
  } catch (error) {
    if (error instanceof UnreadablePage) return null;
    throw error;
  }
  if (!isRecord(answer)) return null;
  const { error, message, errors, status } = answer;
  const [first] = Array.isArray(errors) ? (errors as readonly Value[]) : [errors];
  const places = [error, message, first, status].flatMap((place) =>
    isRecord(place) ? [place["message"], place["detail"]] : [place],
  );
  return places.find((place): place is string => typeof place === "string" && place !== "") ?? null;
}

/** A page of an error may repeat what was sent. */
function masked(api: YotpoApi, text: string): string {
  return api.secrets
    .filter((secret) => secret.length >= 4)
    .reduce((shown, secret) => shown.replaceAll(secret, "••••"), text);
}
