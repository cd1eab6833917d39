import { HttpProblem } from "@millrace/platform/api";
import { isTooCommon } from "../secrets/common-password.ts";

/** Throws `HttpProblem` 422 for a password that would be among the first ones tried. */
export function assertUncommon(password: string, email: string, field: string): void {
  if (!isTooCommon(password, email)) return;
  throw new HttpProblem(
    422,
    "password_too_common",
    "This password is among the first that a guesser tries.",
    {
      field,
      action: "Take a few words that have nothing to do with each other, or let a password manager make one.",
    },
  );
}
