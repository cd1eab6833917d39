import type { Count } from "./candidate.ts";

/** What a letter after a number multiplies it by, in the languages that shorten numbers. */
const multipliers: Record<string, number> = {
  k: 1e3,
  mil: 1e3,
  tsd: 1e3,
  rb: 1e3,
  tys: 1e3,
  тыс: 1e3,
  m: 1e6,
  mio: 1e6,
  mi: 1e6,
  mln: 1e6,
  млн: 1e6,
  md: 1e9,
  b: 1e9,
};

const numberPattern =
  /(?<![\p{L}\p{N}])(\d{1,3}(?:[\u0020\u00a0\u202f\u2009.,'’]\d{3})+|\d+)(?:([.,])(\d{1,2}))?(\+?)(?:[\u0020\u00a0\u202f\u2009]?(k|mil|tsd|rb|tys|тыс|mio|mln|млн|mi|md|m|b)(?!\p{L})\.?)?(\+?)/iu;

/**
 * Reads a count as LinkedIn writes it: "1,234", "1 234 commentaires", "1.2K", "1,8 k", "3 M", "500+".
 * A shortened number is an interval (LinkedIn cuts or rounds, so both are allowed for); null when there is no number.
 */
export function parseCount(text: string): Count | null {
  const match = numberPattern.exec(text.normalize("NFKC").replaceAll(/\s+/g, " "));
  if (match === null) return null;
  const whole = Number(match[1]!.replaceAll(/\D/g, ""));
  const unit = match[5] === undefined ? 1 : (multipliers[match[5].toLowerCase()] ?? 1);
  const openEnded = match[4] === "+" || match[6] === "+";
  if (unit === 1) return plainCount(whole, match[3], openEnded);
  const digits = match[3] ?? "";
  const value = Number(`${whole}.${digits === "" ? "0" : digits}`) * unit;
  const step = unit / 10 ** digits.length;
  return {
    low: Math.round(value - step / 2),
    high: openEnded ? Number.MAX_SAFE_INTEGER : Math.round(value + step) - 1,
    exact: false,
  };
}

/** More than anything on LinkedIn was ever counted to, and the most the database keeps (a 32-bit integer). */
const mostCounted = 2_147_483_647;

/** "12" is exact, "500+" is at least 500; "12.5" without a unit is no count. */
function plainCount(whole: number, fraction: string | undefined, openEnded: boolean): Count | null {
  if (fraction !== undefined || whole > mostCounted) return null;
  return openEnded ? { low: whole, high: Number.MAX_SAFE_INTEGER, exact: false } : exactCount(whole);
}

/** A number known exactly. */
export function exactCount(value: number): Count {
  return { low: value, high: value, exact: true };
}

/** A JSON value that may be a count ("12", 12); null when it is not a whole number from 0 to 2,147,483,647. */
export function countOf(value: unknown): Count | null {
  const number = typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 && number <= mostCounted
    ? exactCount(number)
    : null;
}
