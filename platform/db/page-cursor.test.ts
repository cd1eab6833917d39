import { UserFacingError } from "@millrace/platform/errors";
import { expect, test } from "vitest";
import { z } from "zod";
import { pageCursor } from "./page-cursor.ts";

const cursor = pageCursor(z.object({ name: z.string().max(20), seq: z.int().positive() }));

test("a place comes back from its cursor as it was, and no cursor is the first page", () => {
  const place = { name: "Éloïse 👩‍⚖️", seq: 7 };
  expect(cursor.encode(place)).toMatch(/^[\w-]+$/u);
  expect(cursor.decode(cursor.encode(place))).toEqual(place);
  expect(cursor.decode(undefined)).toBeNull();
});

test("a text that is not a place of the list is refused as a cursor", () => {
  const others = [
    pageCursor(z.object({ at: z.string() })).encode({ at: "now" }),
    pageCursor(z.object({ name: z.string(), seq: z.int() })).encode({ name: "x".repeat(21), seq: 7 }),
  ];
  for (const text of ["", "!", "7", "bnVsbA", ...others]) {
    expect(() => cursor.decode(text), text).toThrow(UserFacingError);
    expect(() => cursor.decode(text), text).toThrow("page cursor");
  }
});
