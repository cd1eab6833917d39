const mask = "[redacted]";

const secretHeaders =
  /^(authorization|proxy-authorization|cookie|set-cookie)$|api-?key|token|secret|password|session|signature|credential/i;
const secretParameters =
  /^(code|sig|auth|jwt|key|sid|state)$|api_?-?key|access_?-?key|token|secret|passw|signature|credential|session/i;
/** Headers whose value is a URL, which may carry secrets of its own. */
const urlHeaders = new Set(["location", "content-location", "referer"]);

/** Stands in where a URL is relative; never shown. */
const nowhere = "http://nowhere.invalid";

/** The URL without user name, password, and the values of query parameters that look like secrets. */
export function redactUrl(url: URL | string): string {
  const safe = new URL(url, nowhere);
  safe.username = "";
  safe.password = "";
  for (const name of new Set(safe.searchParams.keys())) {
    if (secretParameters.test(name)) safe.searchParams.set(name, mask);
  }
  return safe.origin === nowhere ? safe.href.slice(nowhere.length) : safe.href;
}

/** A URL as logs, errors and spans show it: of one that is a secret itself (an incoming webhook's), the origin only. */
export function shownUrl(url: URL, { isSecretAddress }: { isSecretAddress: boolean }): string {
  return isSecretAddress ? `${url.origin}/${mask}` : redactUrl(url);
}

/** Headers (names in lower case) with the values of credentials masked; names stay, so that one sees what was sent. */
export function redactHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, redactHeader(name, value)]),
  );
}

function redactHeader(name: string, value: string): string {
  if (secretHeaders.test(name)) return mask;
  if (!urlHeaders.has(name)) return value;
  return URL.canParse(value, nowhere) ? redactUrl(value) : mask;
}
