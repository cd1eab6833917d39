import {
  answers,
  clientNetwork,
  HttpProblem,
  jsonAnswer,
  operation,
  problemAnswer,
  type Api,
} from "@millrace/platform/api";
import { inTransaction } from "@millrace/platform/db";
import type { IdentityRoutesContext } from "../context.ts";
import { accepted, magicLinkRequest, me, signInRequest } from "../contract.ts";
import { findPerson, getPerson, readPasswordHash } from "../queries/people.ts";
import { isPassword } from "../secrets/password.ts";
import { assertCookieHolds, beginSession } from "../sign-in/begin-session.ts";
import { forgetPasswordTries, limitMails, limitPasswordTries } from "../sign-in/limit-attempts.ts";
import { mailLink } from "../sign-in/mail-link.ts";
import { clearSessionCookie, readSessionCookie, setSessionCookie } from "../sign-in/session-cookie.ts";
import { body } from "./body.ts";
import { endOwnSession } from "./end-session.ts";
import { meAfterSignIn } from "./read-me.ts";

const tags = ["Sign-in"];

/** `POST /sign-in`, `POST /sign-out`, `POST /sign-in/magic-link`. */
export function addSignInRoutes(api: Api, context: IdentityRoutesContext): void {
  addSignIn(api, context);
  addSignOut(api, context);
  addMagicLink(api, context);
}

function addSignIn(api: Api, context: IdentityRoutesContext): void {
  const route = operation("public", {
    method: "post",
    path: "/sign-in",
    tags,
    summary: "Sign in with an e-mail address and a password; answers with a cookie",
    request: {
      body: body(signInRequest, { email: "ada@example.com", password: "four words nobody guesses" }),
    },
    responses: {
      200: jsonAnswer(me, "Signed in; the cookie is the session"),
      400: answers.badRequest,
      401: problemAnswer("Wrong address or password; which, is not said"),
      429: problemAnswer("Too many attempts; Retry-After says when the next is heard"),
    },
  });
  api.openapi(route, async (c) => {
    const { email, password } = c.req.valid("json");
    assertCookieHolds(context, c);
    await limitPasswordTries(context, email, clientNetwork(c));
    const stored = await readPasswordHash(context.db.pool, email);
    const isRight = await isPassword(password, stored?.hash ?? null);
    const person = stored === null || !isRight ? null : await getPerson(context.db.pool, stored.id);
    if (person === null) throw wrongCredentials();
    await forgetPasswordTries(context, email);
    const session = await inTransaction(context.db.pool, (client) =>
      beginSession(context, client, c, person, "password"),
    );
    // A cookie from before the sign-in must not hold after it.
    await endOwnSession(context, c);
    setSessionCookie(c, session.secret);
    return c.json(meAfterSignIn(context, person, session.id), 200);
  });
}

function wrongCredentials(): HttpProblem {
  return new HttpProblem(401, "wrong_credentials", "The address or the password is wrong.", {
    action: "Check both, or ask for a sign-in link by e-mail.",
  });
}

function addSignOut(api: Api, context: IdentityRoutesContext): void {
  const route = operation("public", {
    method: "post",
    path: "/sign-out",
    tags,
    summary: "End the session of this cookie; does nothing without one",
    responses: { 204: { description: "Signed out" } },
  });
  api.openapi(route, async (c) => {
    await endOwnSession(context, c);
    if (readSessionCookie(c) !== null) clearSessionCookie(c);
    return c.body(null, 204);
  });
}

function addMagicLink(api: Api, context: IdentityRoutesContext): void {
  const route = operation("public", {
    method: "post",
    path: "/sign-in/magic-link",
    tags,
    summary: "Have a sign-in link mailed, if somebody has this address; the answer does not tell",
    request: { body: body(magicLinkRequest, { email: "ada@example.com", language: "en" }) },
    responses: {
      202: jsonAnswer(accepted, "If somebody has this address, a mail is on its way"),
      400: answers.badRequest,
      409: problemAnswer("No mail server is set"),
      429: problemAnswer("Too many attempts; Retry-After says when the next is heard"),
    },
  });
  api.openapi(route, async (c) => {
    const { email, language } = c.req.valid("json");
    if (!context.canMail())
      throw new HttpProblem(409, "mail_not_set_up", "No sign-in link can be mailed: no mail server is set.", {
        action: "Sign in with a password, or have an owner set MILLRACE_SMTP_URL.",
      });
    await limitMails(context, email, clientNetwork(c));
    const person = await findPerson(context.db.pool, email);
    await mailLink(context, { kind: "sign-in", personId: person?.id ?? null, language });
    return c.json({ status: "accepted" as const }, 202);
  });
}
