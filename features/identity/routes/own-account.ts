import type { Context } from "hono";
import { HttpProblem, type ApiVariables, type Credential } from "@millrace/platform/api";

/** Of a caller who is a person; 409 for the visitor of a demo and for the command line, who have no account. */
export function ownAccount(c: Context<{ Variables: ApiVariables }>): Credential {
  const credential = c.get("credential");
  if (credential !== null) return credential;
  throw new HttpProblem(409, "no_account", `${c.get("actor")?.name ?? "Nobody"} has no account here.`, {
    action: "Sign in as a person to have sessions, a password and API tokens.",
  });
}
