import { UserFacingError } from "../errors/index.ts";
import type { z } from "zod";

/** Turns the last row of a page into the opaque text of `next_cursor`, and back. */
export interface PageCursor<Place> {
  /** Keeps what the schema names of a row that has more. */
  encode(last: Place): string;
  /** null for the first page (no cursor). Throws `invalid_cursor` for any text that is not a place of this list. */
  decode(cursor: string | undefined): Place | null;
}

/**
 * The cursor of one keyset list. `place` holds what the list sorts by and what tells rows of the same value apart; it
 * comes back from anybody, so the schema bounds it to what the statement's types take.
 *
 * ```ts
 * const cursor = pageCursor(z.object({ seq: z.int().positive() }));
 * ```
 */
export function pageCursor<Place>(place: z.ZodType<Place>): PageCursor<Place> {
  return {
    encode: (last) => Buffer.from(JSON.stringify(place.parse(last))).toString("base64url"),
    decode: (cursor) => {
      if (cursor === undefined) return null;
      const parsed = place.safeParse(readJson(cursor));
      if (!parsed.success) throw invalidCursor();
      return parsed.data;
    },
  };
}

/** The refusal of a cursor, for lists that only find out from the database that it holds no place of theirs. */
export function invalidCursor(options: { cause?: unknown } = {}): UserFacingError {
  return new UserFacingError(
    "invalid_cursor",
    "This page cursor is not one of this list: begin again without it.",
    options,
  );
}

/** undefined, which no place is, for what is no JSON. */
function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return undefined;
  }
}
