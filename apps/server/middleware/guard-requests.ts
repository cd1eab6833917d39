import type { Context, MiddlewareHandler } from "hono";
import { HttpProblem } from "@millrace/platform/api";
import type { HouseConfig } from "@millrace/platform/config";

/** Largest JSON body, bytes. */
const maxBodyBytes = 1_000_000;
/** Largest upload of `POST /imports`, bytes: an archive of a few thousand saved pages. */
const maxUploadBytes = 256_000_000;
const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);
const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Refuses what no honest client of this server sends: a foreign Host on a loopback server (DNS rebinding), a write
 * from another site (CSRF), a body that is too large.
 */
export function guardRequests(config: HouseConfig): MiddlewareHandler {
  const isLoopbackOnly = loopbackNames.has(config.host) || config.host === "::1";
  return async (c, next) => {
    if (isLoopbackOnly) assertLoopbackHost(c);
    if (!safeMethods.has(c.req.method)) {
      assertSameSite(c);
      assertBodySize(c);
    }
    await next();
  };
}

function assertLoopbackHost(c: Context): void {
  const host = c.req.header("host");
  if (host === undefined || loopbackNames.has(host.replace(/:\d+$/, ""))) return;
  throw new HttpProblem(403, "host_not_allowed", `This server only answers on this machine, not as ${host}.`, {
    action: "Open it as http://127.0.0.1, or set HOST to serve a network.",
  });
}

function assertSameSite(c: Context): void {
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  const isForeign = site === "cross-site" || site === "same-site";
  if (!isForeign && (origin === undefined || hostOf(origin) === c.req.header("host"))) return;
  throw new HttpProblem(403, "cross_site_request", `A page of ${origin ?? "another site"} may not change anything here.`, {
    action: "Use the dashboard's own address, or call the API without a browser.",
  });
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

function assertBodySize(c: Context): void {
  const limit = c.req.path === "/api/v1/imports" ? maxUploadBytes : maxBodyBytes;
  const length = c.req.header("content-length");
  if (length === undefined && c.req.header("transfer-encoding") === undefined) return;
  if (length !== undefined && Number(length) <= limit) return;
  const size = length === undefined ? "of unknown size" : `of ${length} bytes`;
  throw new HttpProblem(413, "body_too_large", `The body ${size} is not accepted; the limit is ${limit} bytes, stated in Content-Length.`, {
    action: "Send less at once, with a Content-Length header.",
  });
}
