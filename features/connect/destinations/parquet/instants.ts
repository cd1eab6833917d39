/** Date, time, what follows its seconds, offset. */
const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)((?:\.\d+)?)(Z|[+-]\d\d(?::?\d\d)?)$/u;
const DATE = /^\d{4}-\d\d-\d\d$/u;
const dayMs = 86_400_000;

/** Microseconds since 1970 of an ISO 8601 text with an offset; null: it has none, is no time, or is finer than that. */
export function microsOf(text: string): bigint | null {
  const parts = INSTANT.exec(text);
  if (parts === null) return null;
  const [, date = "", time = "", fraction = "", zone = ""] = parts;
  const micros = fraction.slice(1).replace(/0+$/u, "");
  const ms = daysOf(date) === null ? Number.NaN : Date.parse(`${date}T${time}${offsetOf(zone)}`);
  if (Number.isNaN(ms) || micros.length > 6) return null;
  return BigInt(ms) * 1_000n + BigInt(micros.padEnd(6, "0"));
}

/** ISO 8601 in UTC, with as many digits as the instant has: none, three, or six. */
export function instantOf(micros: bigint): string {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - rest) / 1_000n)).toISOString().slice(0, 19);
  if (rest === 0n) return `${seconds}Z`;
  const digits = String(rest).padStart(6, "0");
  return `${seconds}.${digits.endsWith("000") ? digits.slice(0, 3) : digits}Z`;
}

/** Days since 1970 of "2026-11-29"; null: there is no such day. */
export function daysOf(text: string): number | null {
  if (!DATE.test(text)) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  // V8 reads February 30 as a day in March.
  const isDay = !Number.isNaN(ms) && (Number(text.slice(8)) <= 28 || dateOf(ms / dayMs) === text);
  return isDay ? ms / dayMs : null;
}

export const dateOf = (days: number): string => new Date(days * dayMs).toISOString().slice(0, 10);

/** "+0200" and "+02" as JavaScript reads them. */
const offsetOf = (zone: string): string =>
  zone === "Z" ? zone : `${zone.slice(0, 3)}:${zone.length > 3 ? zone.slice(-2) : "00"}`;
