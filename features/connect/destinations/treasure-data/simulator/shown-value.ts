/** A decoded value as text: JSON for what is no text itself, with integers of any size as they are. */
export function shownValue(value: unknown): string {
  return typeof value === "string" ? value : (jsonWithBigints(value) ?? "");
}

/** JSON in which bigints are texts: no JSON number holds them for everybody. Undefined for undefined. */
export function jsonWithBigints(value: unknown): string | undefined {
  if (typeof value === "bigint") return String(value);
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === "bigint" ? String(inner) : inner,
  );
}
