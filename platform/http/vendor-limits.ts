/** What a vendor's answer says of one of its limits. */
export interface VendorLimit {
  /** Requests permitted per window; null when not said. */
  limit: number | null;
  remaining: number;
  /** Milliseconds until the count starts again; null when not said. */
  resetMs: number | null;
  /** Length of the window, ms; null when not said. */
  windowMs: number | null;
}

type Headers = Readonly<Record<string, string>>;

/** Nobody is believed for longer than a day; then the vendor is asked again. */
const longestResetMs = 86_400_000;
/** Above this a number of seconds is an instant since the epoch (9 September 2001), as with GitHub. */
const leastEpochSeconds = 1_000_000_000;
/** Above this it is one in milliseconds. */
const leastEpochMs = 1_000_000_000_000;

/**
 * The limits an answer's headers tell of, names in lower case. In the order in which they are believed:
 * `RateLimit: "name";r=50;t=30` with `RateLimit-Policy: "name";q=100;w=60` (draft-ietf-httpapi-ratelimit-headers-08 and
 * later), `RateLimit: limit=100, remaining=50, reset=30` (draft 07), `RateLimit-Limit`, `-Remaining` and `-Reset` in seconds
 * (drafts 00 to 06), and the older `X-RateLimit-*`, whose reset is seconds or an instant since the epoch. What can't be read
 * says nothing.
 */
export function readVendorLimits(headers: Headers, nowMs: number): VendorLimit[] {
  const structured = structuredLimits(headers["ratelimit"] ?? "", headers["ratelimit-policy"] ?? "");
  if (structured.length > 0) return structured;
  const plain = plainLimit(headers, "ratelimit", nowMs) ?? plainLimit(headers, "x-ratelimit", nowMs);
  return plain === null ? [] : [plain];
}

function plainLimit(headers: Headers, prefix: string, nowMs: number): VendorLimit | null {
  const remaining = wholeNumber(headers[`${prefix}-remaining`]);
  if (remaining === null) return null;
  const policy = listOf(headers[`${prefix}-limit`] ?? "");
  const seconds = policy
    .map((item) => wholeNumber(item.parameters.get("w")))
    .find((window) => window !== null);
  return {
    limit: wholeNumber(policy[0]?.value),
    remaining,
    resetMs: resetMs(headers[`${prefix}-reset`], nowMs),
    windowMs: seconds === undefined ? null : seconds * 1_000,
  };
}

function structuredLimits(field: string, policyField: string): VendorLimit[] {
  const items = listOf(field);
  const draft07 = new Map(items.map(({ value }) => twoParts(value, "=")));
  const remaining = wholeNumber(draft07.get("remaining"));
  if (remaining !== null) {
    const limit = wholeNumber(draft07.get("limit"));
    const window = listOf(policyField)
      .find(({ value }) => wholeNumber(value) === limit)
      ?.parameters.get("w");
    return [limitOf(limit, remaining, draft07.get("reset"), window)];
  }
  const policies = new Map(listOf(policyField).map(({ value, parameters }) => [value, parameters]));
  return items.flatMap(({ value, parameters }) => {
    const left = wholeNumber(parameters.get("r"));
    if (left === null) return [];
    const policy = policies.get(value);
    return [limitOf(wholeNumber(policy?.get("q")), left, parameters.get("t"), policy?.get("w"))];
  });
}

function limitOf(
  limit: number | null,
  remaining: number,
  resetSeconds: string | undefined,
  windowSeconds: string | undefined,
): VendorLimit {
  const window = wholeNumber(windowSeconds);
  const reset = wholeNumber(resetSeconds);
  return {
    limit,
    remaining,
    resetMs: reset === null ? null : Math.min(reset * 1_000, longestResetMs),
    windowMs: window === null ? null : window * 1_000,
  };
}

function resetMs(text: string | undefined, nowMs: number): number | null {
  const value = text?.trim() ?? "";
  if (!/^\d{1,16}(?:\.\d{1,9})?$/.test(value)) return null;
  const number = Number(value);
  const inMs =
    number >= leastEpochMs
      ? number - nowMs
      : number >= leastEpochSeconds
        ? number * 1_000 - nowMs
        : number * 1_000;
  return Math.min(Math.max(Math.ceil(inMs), 0), longestResetMs);
}

/** null unless it is a count a limit can have. */
function wholeNumber(text: string | undefined): number | null {
  const value = text?.trim() ?? "";
  return /^\d{1,15}$/.test(value) ? Number(value) : null;
}

interface ListItem {
  /** Without quotes. */
  value: string;
  parameters: ReadonlyMap<string, string>;
}

/** A list of RFC 9651 as far as limits need it: items with parameters; a comma or semicolon in quotes is text. */
function listOf(field: string): ListItem[] {
  return splitOutsideQuotes(field, ",").flatMap((text) => {
    const [value = "", ...parameters] = splitOutsideQuotes(text, ";");
    if (value === "") return [];
    return [{ value: unquoted(value), parameters: new Map(parameters.map((each) => twoParts(each, "="))) }];
  });
}

function splitOutsideQuotes(text: string, separator: "," | ";"): string[] {
  const pattern = separator === "," ? /(?:"[^"]*"|[^",])+/g : /(?:"[^"]*"|[^";])+/g;
  return (text.match(pattern) ?? []).map((part) => part.trim());
}

function twoParts(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  if (at < 0) return [text.trim().toLowerCase(), ""];
  return [text.slice(0, at).trim().toLowerCase(), unquoted(text.slice(at + 1).trim())];
}

function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length >= 2 ? text.slice(1, -1) : text;
}
