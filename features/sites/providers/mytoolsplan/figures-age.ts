import { staleAfterDays } from "./definition.ts";

/** "20261101", "2026-11-01" and "2026-11" as ISO 8601; null for anything else. */
export function asDay(said: unknown): string | null {
  const parts = /^(\d{4})-?(\d{2})(?:-?(\d{2}))?$/u.exec(
    typeof said === "string" || typeof said === "number" ? String(said) : "",
  );
  if (parts === null) return null;
  const [, year, month, day] = parts;
  const text = day === undefined ? `${year}-${month}` : `${year}-${month}-${day}`;
  return Number.isNaN(Date.parse(text)) ? null : text;
}

/** Whether figures of that day or month are too old; those without a date are not known to be. */
export function isStale(asOf: string | null, now: number): boolean {
  return asOf !== null && now - Date.parse(asOf) > staleAfterDays * 86_400_000;
}
