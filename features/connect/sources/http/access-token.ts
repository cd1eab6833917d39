import { NeedsAttention } from "@millrace/platform/errors";
import type { PoliteRequest, PoliteResponse } from "@millrace/platform/http";
import { z } from "zod";
import { valuesOf } from "./account.ts";
import { basic } from "./api-request.ts";
import type { Auth } from "./definition.ts";
import { maskSecrets } from "./mask-secrets.ts";
import type { HttpSettings } from "./settings.ts";
import { fillText } from "./template.ts";
import { vendorMessage } from "./vendor-message.ts";

/** Asked for anew this long before it ends, so that none ends on its way. */
const spareMs = 60_000;

/** RFC 6749 §5.1; `expires_in` is recommended, and comes as text from some. */
const tokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().optional(),
});

/** Has the access token of one reading. */
export interface TokenSource {
  /** null where the definition signs in otherwise. Throws by the ladder; `NeedsAttention` when it is refused. */
  token(): Promise<string | null>;
  /** The token was refused: true when it was good before, so that another one may help. */
  forget(): boolean;
}

/** What is sent; how it is counted and guarded is the caller's. */
export type SentRequest = Pick<PoliteRequest, "url" | "method" | "headers" | "body" | "call">;
export type Send = (request: SentRequest) => Promise<PoliteResponse>;

export function createTokenSource(
  settings: HttpSettings,
  { send, now }: { send: Send; now: () => number },
): TokenSource {
  const { auth } = settings.definition;
  if (auth.type !== "oauth2") return { token: () => Promise.resolve(null), forget: () => false };
  let held: { token: string; endsAt: number; uses: number } | null = null;
  return {
    token: async () => {
      if (held === null || now() >= held.endsAt) {
        const { access_token: token, expires_in: seconds } = await askForToken(settings, auth, send);
        const lifetimeMs = seconds === undefined ? Number.POSITIVE_INFINITY : seconds * 1_000 - spareMs;
        held = { token, endsAt: now() + lifetimeMs, uses: 0 };
      }
      held.uses += 1;
      return held.token;
    },
    forget: () => {
      const wasGoodBefore = (held?.uses ?? 0) > 1;
      held = null;
      return wasGoodBefore;
    },
  };
}

async function askForToken(
  settings: HttpSettings,
  auth: Extract<Auth, { type: "oauth2" }>,
  send: Send,
): Promise<z.infer<typeof tokenAnswer>> {
  const fill = (text: string): string => fillText(text, valuesOf(settings)) ?? "";
  const url = fill(auth.token_url);
  if (!URL.canParse(url))
    throw new NeedsAttention("auth.token_url is no web address. Write it with https:// in front.");
  const [id, secret] = [fill(auth.client_id), fill(auth.client_secret)];
  const fields = new URLSearchParams({ grant_type: "client_credentials" });
  if (auth.scope !== undefined) fields.set("scope", fill(auth.scope));
  if (auth.audience !== undefined) fields.set("audience", fill(auth.audience));
  if (auth.credentials === "body") {
    fields.set("client_id", id);
    fields.set("client_secret", secret);
  }
  const response = await send({
    url,
    method: "POST",
    call: "token",
    body: fields.toString(),
    headers: {
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
      ...(auth.credentials === "basic"
        ? { authorization: basic(encodeURIComponent(id), encodeURIComponent(secret)) }
        : {}),
    },
  });
  return readToken(response, settings);
}

function readToken(response: PoliteResponse, settings: HttpSettings): z.infer<typeof tokenAnswer> {
  const parsed = response.status === 200 ? tokenAnswer.safeParse(readJson(response.body)) : null;
  if (parsed?.success === true) return parsed.data;
  const said = maskSecrets(vendorMessage(response.body, "error_description"), settings);
  const host = new URL(response.url).hostname;
  throw new NeedsAttention(
    parsed === null
      ? `${host} answered ${response.status} when asked for an access token${said === "" ? "" : `: ${said}`}. Check client_id, client_secret and token_url under auth.`
      : `${host} answered something that holds no access token. Check token_url under auth.`,
    { facts: { status: response.status } },
  );
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown;
  } catch {
    // Then there is no token in it, which the caller says.
    return null;
  }
}
