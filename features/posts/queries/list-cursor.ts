import { z } from "zod";

/** Place in a sorted list: its order, the last row's sort value (as Postgres prints it) and id. */
const place = z.object({ sort: z.string().max(20), value: z.string().max(100).nullable(), id: z.uuid() });
export type Place = z.infer<typeof place>;

/** The text of a `cursor` parameter is not one this API gave out. */
export class InvalidCursor extends Error {
  constructor(options: { cause?: unknown } = {}) {
    super("The cursor is not one this list gave out; begin again without it.", options);
    this.name = "InvalidCursor";
  }
}

/** Opaque text for `next_cursor`. */
export function encodeCursor(last: Place): string {
  return Buffer.from(JSON.stringify(last)).toString("base64url");
}

/** Throws InvalidCursor, also for a place in another order. */
export function decodeCursor(cursor: string, sort: string): Place {
  const parsed = place.safeParse(parseJson(Buffer.from(cursor, "base64url").toString("utf8")));
  if (!parsed.success || parsed.data.sort !== sort) throw new InvalidCursor();
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
