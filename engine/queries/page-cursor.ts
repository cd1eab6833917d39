import { UserFacingError } from "@millrace/platform/errors";

/** Where a page ended: a sortable number and what tells rows with the same number apart. */
export interface PagePosition {
  position: number;
  id: string;
}

export function pageCursor(position: number, id: string): string {
  return Buffer.from(`${position}:${id}`).toString("base64url");
}

/** Throws `invalid_cursor` for anything `pageCursor` did not make. */
export function parsePageCursor(cursor: string): PagePosition {
  const match = /^(\d{1,15}):([\x21-\x7e]{0,300})$/.exec(Buffer.from(cursor, "base64url").toString());
  if (match === null)
    throw new UserFacingError(
      "invalid_cursor",
      "This page cursor is not one of ours: start again from the first page.",
    );
  return { position: Number(match[1]), id: match[2] ?? "" };
}
