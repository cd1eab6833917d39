import { z } from "zod";
import type { Place } from "./customer-shelf.ts";

const content = z.object({ i: z.int().nonnegative(), t: z.number(), n: z.int().nonnegative() });

/** Opaque to whoever gets it; each is another one, though it lead to the same place. */
export function writeCursor(place: Place, nowMs: number, number: number): string {
  return Buffer.from(JSON.stringify({ i: place.index, t: nowMs, n: number })).toString("base64url");
}

/** null: it never was one of ours, or its time is over. */
export function readCursor(cursor: string, nowMs: number, lifetimeMs: number | null): Place | null {
  const read = content.safeParse(jsonOf(Buffer.from(cursor, "base64url").toString()));
  if (!read.success) return null;
  const { i: index, t: issuedMs } = read.data;
  return lifetimeMs !== null && nowMs - issuedMs > lifetimeMs ? null : { index };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Somebody made it up; no schema takes undefined.
    return undefined;
  }
}
