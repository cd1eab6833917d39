import { Transient } from "@millrace/platform/errors";
import type { PoliteRequest, PoliteResponse } from "@millrace/platform/http";
import { redactUrl } from "@millrace/platform/http";
import { ProviderClosed } from "./provider-closed.ts";
import type { AskContext, CallAnswer, RawReading } from "./provider.ts";

/** How to reach the official API of a provider that knows its customers by a key. */
export interface KeyApiOptions {
  /** Without a slash at the end. */
  baseUrl: string;
  /** The customer's key; null when none was set. */
  key: () => Promise<string | null>;
  isDemo: boolean;
}

/** The key, or ProviderClosed with what to do. */
export async function keyFor(provider: string, label: string, { key }: KeyApiOptions): Promise<string> {
  const found = await key();
  if (found !== null) return found;
  throw new ProviderClosed(provider, "no_credentials", noKeyMessage(label));
}

export const noKeyMessage = (label: string): string =>
  `${label} has no API key here: enter yours under Settings, Sites.`;

/** Sends one request of a call, with its answer kept. */
export function askKeyApi(
  context: AskContext,
  request: Pick<PoliteRequest, "vendor" | "account" | "url" | "call" | "headers">,
): Promise<PoliteResponse> {
  return context.http.fetch({ ...request, signal: context.signal, runId: context.sessionId, keepPage: true });
}

/** Text of an answer; Transient where a page came instead, as maintenance pages do with status 200. */
export function textOf({ body, url }: PoliteResponse): string {
  const text = new TextDecoder().decode(body);
  if (!/^\s*</.test(text)) return text;
  throw new Transient(
    `${new URL(url).host} answered with a page instead of figures; it will be asked again.`,
    {
      facts: { url: redactUrl(url) },
    },
  );
}

/** An answer of an API of this kind, with its evidence. */
export function apiAnswer(
  context: AskContext,
  response: PoliteResponse,
  facts: { call: string; asOf: string | null; extractorVersion: number; readings: RawReading[] },
): CallAnswer {
  return {
    ...facts,
    kind: "api",
    url: redactUrl(response.url),
    mirror: null,
    pageHash: response.snapshotHash,
    observedAt: new Date(context.now()).toISOString(),
  };
}
