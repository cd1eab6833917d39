/**
 * JSON text that a jsonb column takes whatever the world sent: Postgres refuses NUL and halves of surrogate pairs (a text
 * cut in the middle of an emoji). Each becomes U+FFFD, as a browser shows it: one for one, so that spans stay right.
 */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "string" ? storableText(part) : part,
  );
}

/** The same for one text. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}

/** The value as the database will give it back. */
export function storable<Value>(value: Value): Value {
  return JSON.parse(storableJson(value)) as Value;
}
