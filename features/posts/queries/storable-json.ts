/**
 * JSON text that a jsonb column takes whatever a page held: Postgres refuses NUL and halves of surrogate pairs (a text
 * cut in the middle of an emoji). NUL goes, half a pair becomes U+FFFD, as a browser shows it.
 */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "string" ? storableText(part) : part,
  );
}

/** The same for one text. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "");
}
