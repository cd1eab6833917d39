import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HttpProblem, problemResponse } from "@millrace/platform/api";
import type { HouseConfig } from "@millrace/platform/config";
import { maxTableBytes } from "@millrace/sites/contract";

/** Largest JSON body, bytes. */
const maxBodyBytes = 1_000_000;
/** Largest uploads, bytes: an archive of a few thousand saved pages; a table of websites or figures with what frames it. */
const maxUploadBytes: ReadonlyMap<string, number> = new Map([
  ["/api/v1/imports", 256_000_000],
  ["/api/v1/scraping/imports", maxTableBytes + 1_000_000],
  ["/api/v1/scraping/figures", maxTableBytes + 1_000_000],
]);
/** Longest address, characters: every filter of the dashboard at its limit, several times over. */
const maxAddressLength = 8_000;
const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);
const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Refuses what no honest client of this server sends: a foreign Host on a loopback server (DNS rebinding), a write
 * from another site (CSRF), a body that is too large. A proxy on this machine that speaks TLS for us passes the name on
 * that people know: the one of `publicUrl`.
 */
export function guardRequests(
  config: Pick<HouseConfig, "host">,
  publicUrl: () => string | null,
): MiddlewareHandler[] {
  const isLoopbackOnly = loopbackNames.has(config.host) || config.host === "::1";
  const guardOrigin: MiddlewareHandler = (c, next) => {
    if (isLoopbackOnly) assertKnownHost(c, publicUrl);
    if (c.req.url.length > maxAddressLength) throw addressTooLong();
    if (!safeMethods.has(c.req.method)) assertSameSite(c);
    return next();
  };
  return [guardOrigin, limitBody()];
}

function assertKnownHost(c: Context, publicUrl: () => string | null): void {
  const host = c.req.header("host");
  if (host === undefined || loopbackNames.has(host.replace(/:\d+$/, "").toLowerCase())) return;
  if (host === hostOf(publicUrl() ?? "")) return;
  throw new HttpProblem(
    403,
    "host_not_allowed",
    `This server only answers on this machine, not as ${host}.`,
    {
      action:
        "Open it as http://127.0.0.1, or set MILLRACE_PUBLIC_URL (behind a proxy) or HOST (without one).",
    },
  );
}

function assertSameSite(c: Context): void {
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  const isForeign = site === "cross-site" || site === "same-site";
  const isOwn =
    origin === undefined
      ? site === "same-origin" || !isSignedInByCookie(c)
      : hostOf(origin) === c.req.header("host");
  if (!isForeign && isOwn) return;
  throw new HttpProblem(
    403,
    "cross_site_request",
    `A page of ${origin ?? "another site"} may not change anything here.`,
    {
      action: "Use the dashboard's own address, or call the API without a browser.",
    },
  );
}

/** A cookie is sent by the browser, whoever made it ask; a token is sent by whoever holds it. */
function isSignedInByCookie(c: Context): boolean {
  return c.req.header("cookie") !== undefined && c.req.header("authorization") === undefined;
}

function addressTooLong(): HttpProblem {
  return new HttpProblem(414, "uri_too_long", `An address has at most ${maxAddressLength} characters here.`, {
    field: "query",
    action: "Send fewer or shorter filters.",
  });
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/**
 * Counts what really comes only where Content-Length does not say it: asking for the body makes Node build the whole
 * Request, which costs as much as the rest of a small answer.
 */
function limitBody(): MiddlewareHandler {
  const counted = (maxSize: number): MiddlewareHandler =>
    bodyLimit({ maxSize, onError: () => tooLarge(maxSize) });
  const countJson = counted(maxBodyBytes);
  return async (c, next) => {
    const isForm = c.req.header("content-type")?.startsWith("multipart/") === true;
    const uploadBytes = isForm ? maxUploadBytes.get(c.req.path) : undefined;
    // The upload's own reader counts what comes.
    if (c.req.header("transfer-encoding") !== undefined)
      return uploadBytes === undefined ? countJson(c, next) : next();
    const limit = uploadBytes ?? maxBodyBytes;
    if (Number(c.req.header("content-length") ?? 0) > limit) return tooLarge(limit);
    return next();
  };
}

function tooLarge(limit: number): Response {
  return problemResponse(
    new HttpProblem(413, "body_too_large", `The body has more than the ${limit} bytes accepted here.`, {
      field: "body",
      action: "Send less at once.",
    }),
  );
}
