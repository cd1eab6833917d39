import { Rejected } from "@millrace/platform/errors";
import type { PoliteRequest } from "./index.ts";

/** Redirects followed per request; more is a loop. */
export const mostRedirects = 5;

/** One request on its way through redirects. */
export interface Hop {
  url: URL;
  method: NonNullable<PoliteRequest["method"]>;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array | string | undefined;
}

/** Headers that speak for the caller at one origin only. */
const credentials = new Set(["authorization", "cookie", "proxy-authorization"]);
/** Headers that describe a body; they go when the body goes. */
const bodyHeaders = new Set([
  "content-type",
  "content-length",
  "content-encoding",
  "content-language",
  "content-location",
  "transfer-encoding",
]);

/**
 * The next hop of an answer, or null when it is final. RFC 9110 §15.4: 303 becomes GET (HEAD stays), 301 and 302 turn POST
 * into GET as every browser does, 307 and 308 keep method and body. Credentials don't cross origins.
 * Throws `Rejected` for a Location that is no URL.
 */
export function nextHop(hop: Hop, status: number, location: string | undefined): Hop | null {
  if (location === undefined || ![301, 302, 303, 307, 308].includes(status)) return null;
  const url = URL.parse(location, hop.url);
  if (url === null)
    throw new Rejected(`${hop.url.origin} redirects to an address that can't be read.`, {
      facts: { status },
    });
  // RFC 9110 §10.2.2: the fragment is inherited.
  if (url.hash === "") url.hash = hop.url.hash;
  const becomesGet = turnsIntoGet(hop.method, status);
  const isSameOrigin = url.origin === hop.url.origin;
  const headers = Object.entries(hop.headers).filter(
    ([name]) => (isSameOrigin || !credentials.has(name)) && (!becomesGet || !bodyHeaders.has(name)),
  );
  return {
    url,
    method: becomesGet ? "GET" : hop.method,
    headers: Object.fromEntries(headers),
    body: becomesGet ? undefined : hop.body,
  };
}

function turnsIntoGet(method: Hop["method"], status: number): boolean {
  return (status === 303 && method !== "HEAD") || (status < 303 && method === "POST");
}
