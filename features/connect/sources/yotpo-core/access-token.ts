import { createHash } from "node:crypto";
import type { PoliteResponse } from "@millrace/platform/http";
import { NeedsAttention, Transient } from "@millrace/platform/errors";
import { UnreadablePage } from "../../connectors/unreadable-page.ts";
import { isRecord, type Value } from "../../values/value.ts";
import { readJson } from "../yotpo/read-json.ts";
import { refusalOf, type YotpoApi } from "../yotpo/yotpo-api.ts";

/** Tokens asked for in a row for one request: when new ones are refused too, it is no matter of age. */
const mostRenewals = 3;

/** Tokens of this process, by store and secret: they last, and each costs a request of the budget. */
const tokens = new Map<string, Promise<string>>();

export interface TokenRequest {
  api: YotpoApi;
  /** Address of the API, store and secret: who shares all of them shares the token. */
  credentials: readonly string[];
  /** POST access_tokens. */
  askForToken(): Promise<PoliteResponse>;
}

/**
 * Sends with the token this process has, or with a new one; a 401 is answered by another one, at most three times. The last
 * answer is returned, whatever its status. Throws `NeedsAttention` when no token is given.
 */
export async function withToken(
  request: TokenRequest,
  send: (token: string) => Promise<PoliteResponse>,
): Promise<PoliteResponse> {
  const key = createHash("sha256").update(JSON.stringify(request.credentials)).digest("hex");
  for (let renewed = 0; ; renewed += 1) {
    const held = tokens.get(key) ?? newToken(key, request);
    const response = await send(await held);
    if (response.status !== 401) return response;
    if (tokens.get(key) === held) tokens.delete(key);
    if (renewed >= mostRenewals) return response;
  }
}

/** Whoever asks meanwhile waits for the same token; one that could not be had is not kept. */
function newToken(key: string, request: TokenRequest): Promise<string> {
  const asking = request.askForToken().then((response) => readToken(request.api, response));
  tokens.set(key, asking);
  asking.catch(() => {
    if (tokens.get(key) === asking) tokens.delete(key);
  });
  return asking;
}

function readToken(api: YotpoApi, response: PoliteResponse): string {
  if (response.status !== 200 && response.status !== 201) throw refusalOf(api, response);
  const answer = jsonOf(api, response.body);
  const token = isRecord(answer) ? answer["access_token"] : undefined;
  if (typeof token === "string" && token !== "") return token;
  throw new NeedsAttention(`${api.title} answered something that holds no access token. Check base_url.`, {
    facts: { setting: "base_url" },
  });
}

function jsonOf(api: YotpoApi, body: Uint8Array): Value {
  try {
    return readJson(body);
  } catch (error) {
    if (!(error instanceof UnreadablePage)) throw error;
    throw new Transient(
      `${api.title} was asked for an access token and answered something that is no JSON.`,
      {
        cause: error,
      },
    );
  }
}
