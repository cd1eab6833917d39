import type { LoginCookie } from "../login-store.ts";

/** Cookies of a `set-cookie` header of the polite client: one per line. `now`: ms since the epoch. */
export function cookiesOf(setCookie: string | undefined, url: string, now: number): LoginCookie[] {
  const host = new URL(url).hostname;
  return (setCookie ?? "").split("\n").flatMap((line) => {
    const [pair = "", ...attributes] = line.split(";");
    const at = pair.indexOf("=");
    if (at <= 0) return [];
    const of = (name: string): string | undefined =>
      attributes
        .map((text) => /^\s*([\w-]+)\s*=\s*(.*)$/u.exec(text))
        .find((m) => m?.[1]?.toLowerCase() === name)?.[2];
    return [
      {
        name: pair.slice(0, at).trim(),
        value: pair.slice(at + 1).trim(),
        host,
        path: of("path") ?? "/",
        expiresAt: expiryOf(of("max-age"), of("expires"), now),
      },
    ];
  });
}

/** The newer of two cookies with one name stays. */
export function mergeCookies(known: readonly LoginCookie[], fresh: readonly LoginCookie[]): LoginCookie[] {
  const names = new Set(fresh.map(({ name }) => name));
  return [...known.filter(({ name }) => !names.has(name)), ...fresh];
}

/**
 * The `cookie` header of a login, sent to the login host and carried to its mirrors, as the portal's own pages do; without
 * those whose time is over.
 */
export function cookieHeader(cookies: readonly LoginCookie[], now: number): string {
  return cookies
    .filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > now)
    .map(({ name, value }) => `${name}=${value}`)
    .join("; ");
}

function expiryOf(maxAge: string | undefined, expires: string | undefined, now: number): string | null {
  if (maxAge !== undefined && /^-?\d{1,12}$/u.test(maxAge))
    return new Date(now + Number(maxAge) * 1_000).toISOString();
  const at = expires === undefined ? Number.NaN : Date.parse(expires);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
