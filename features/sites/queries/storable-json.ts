/**
 * JSON text that a jsonb column takes whatever a provider sent: Postgres refuses NUL and halves of surrogate pairs. Each
 * becomes U+FFFD, as a browser shows it.
 */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "string" ? part.toWellFormed().replaceAll("\0", "\ufffd") : part,
  );
}
