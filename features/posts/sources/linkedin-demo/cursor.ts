import { z } from "zod";
import { Broken } from "@millrace/platform/errors";

/**
 * Where a paging run stands on a list that moves. The list is sorted by id, newest first, so the id of the last
 * post handed over says exactly what is left: every post with a smaller id. The offset is only a guess at where
 * that is, mended when the list has moved.
 */
export const demoCursor = z.object({
  /** Activity id of the last post handed over; null before the first. */
  lastId: z.string().regex(/^\d+$/).nullable(),
  /** Where the next post was when last seen. */
  start: z.int().nonnegative(),
  /** Posts handed over since the beginning of the run. */
  seen: z.int().nonnegative(),
  /** Epoch milliseconds before which the site asked not to be called again; null when it did not. */
  notBeforeMs: z.number().nullable(),
});
export type DemoCursor = z.infer<typeof demoCursor>;

export const firstCursor: DemoCursor = { lastId: null, start: 0, seen: 0, notBeforeMs: null };

export function encodeCursor(cursor: DemoCursor): string {
  return JSON.stringify(cursor);
}

/** Throws `Broken` when the text is not a cursor of this source. */
export function decodeCursor(text: string | null): DemoCursor {
  if (text === null) return firstCursor;
  const parsed = demoCursor.safeParse(jsonOrNull(text));
  if (!parsed.success)
    throw new Broken(`linkedin-demo was given a cursor it did not make: ${text.slice(0, 80)}`, {
      cause: parsed.error,
    });
  return parsed.data;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
