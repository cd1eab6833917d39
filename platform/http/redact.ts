const mask = "[redacted]";

const secretHeaders = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key|x-auth-token|x-csrf-token|csrf-token)$|token|secret|password|session/i;
const secretParameters = /^(code|sig|auth|jwt|key|sid|state)$|api_?-?key|access_?-?key|token|secret|passw|signature|credential|session/i;

/** The URL without user name, password, and the values of query parameters that look like secrets. */
export function redactUrl(url: URL | string): string {
  const safe = new URL(url);
  safe.username = "";
  safe.password = "";
  for (const name of new Set(safe.searchParams.keys())) {
    if (secretParameters.test(name)) safe.searchParams.set(name, mask);
  }
  return safe.href;
}

/** Headers with the values of credentials masked; names stay, so that one sees what was sent. */
export function redactHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, secretHeaders.test(name) ? mask : value]));
}
