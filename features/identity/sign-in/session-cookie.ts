import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { isLoopbackName } from "@millrace/platform/api";
import { absoluteMs } from "../queries/sessions.ts";

/** `__Host-millrace`: browsers take it over TLS and from this machine, for this host alone (RFC 6265bis, 4.1.3.2). */
const name = "millrace";
/** Safari keeps no Secure cookie of http://127.0.0.1; on this machine alone the session also has this plain one. */
const plainName = "millrace-loopback";

const options = { path: "/", httpOnly: true, sameSite: "Lax", maxAge: absoluteMs / 1_000 } as const;

export function readSessionCookie(c: Context): string | null {
  if (c.req.header("cookie") === undefined) return null;
  const plain = isAsked(c) ? getCookie(c, plainName) : undefined;
  return getCookie(c, name, "host") ?? plain ?? null;
}

export function setSessionCookie(c: Context, secret: string): void {
  setCookie(c, name, secret, { ...options, secure: true, prefix: "host" });
  if (isAsked(c)) setCookie(c, plainName, secret, options);
}

export function clearSessionCookie(c: Context): void {
  deleteCookie(c, name, { path: "/", secure: true, prefix: "host" });
  if (isAsked(c)) deleteCookie(c, plainName, { path: "/" });
}

function isAsked(c: Context): boolean {
  return isLoopbackName(c.req.header("host") ?? "");
}
