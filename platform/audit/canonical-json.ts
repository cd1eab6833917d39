/**
 * One text for one JSON value: keys sorted by UTF-16 code units, no spaces, numbers and strings as JSON.stringify
 * writes them (RFC 8785). What JSON can't say (undefined, functions) is left out, as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  return write(JSON.parse(JSON.stringify(value)));
}

function write(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  const entries: [string, unknown][] = Object.entries(value);
  const sorted = entries.toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${sorted.map(([key, part]) => `${JSON.stringify(key)}:${write(part)}`).join(",")}}`;
}
