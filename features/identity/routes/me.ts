import {
  answers,
  authorized,
  clientNetwork,
  HttpProblem,
  jsonAnswer,
  operation,
  problemAnswer,
  type Api,
  type Authorized,
  type Credential,
} from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { inTransaction } from "@millrace/platform/db";
import { Broken } from "@millrace/platform/errors";
import type { IdentityRoutesContext } from "../context.ts";
import { me, passwordChange, type PasswordChange, type Person } from "../contract.ts";
import { getPerson, readPasswordHash, setPassword } from "../queries/people.ts";
import { deleteSessions, getSessionStart, rotateSession } from "../queries/sessions.ts";
import { hashPassword, isPassword } from "../secrets/password.ts";
import { newSecret } from "../secrets/secret.ts";
import type { BegunSession } from "../sign-in/begin-session.ts";
import { assertUncommon } from "../sign-in/check-password.ts";
import { forgetPasswordTries, limitPasswordTries } from "../sign-in/limit-attempts.ts";
import { setSessionCookie } from "../sign-in/session-cookie.ts";
import { body } from "./body.ts";
import { ownAccount } from "./own-account.ts";
import { readMe } from "./read-me.ts";
import { publishPerson, publishRevoked } from "./revoke.ts";

const tags = ["Account"];
/** Whoever came by a mailed link has just proved that the mailbox is theirs. */
const freshLinkMs = 15 * 60_000;

/** `GET /me`, `POST /me/password`. */
export function addMeRoutes(api: Api, context: IdentityRoutesContext): void {
  const read = operation("public", {
    method: "get",
    path: "/me",
    tags,
    summary: "Who asks: the actor, the role and what they may do; actor is null for nobody",
    responses: { 200: jsonAnswer(me, "Whoever asks") },
  });
  api.openapi(read, async (c) => c.json(await readMe(context, c), 200));

  const change = operation("account:write", {
    method: "post",
    path: "/me/password",
    tags,
    summary: "Choose another password; every other session ends, and this one gets a new id",
    request: {
      body: body(passwordChange, {
        current_password: "the old one",
        new_password: "four words nobody guesses",
      }),
    },
    responses: {
      200: jsonAnswer(me, "Changed; the cookie is a new one"),
      400: answers.badRequest,
      403: problemAnswer("The current password is wrong"),
      409: problemAnswer("Whoever asks has no account"),
      422: problemAnswer("The new password is too common"),
      429: problemAnswer("Too many attempts; Retry-After says when the next is heard"),
    },
  });
  api.openapi(change, async (c) => {
    const request = c.req.valid("json");
    const credential = ownAccount(c);
    const person = await getPerson(context.db.pool, credential.personId);
    if (person === null) throw new Broken("Somebody is signed in who is nobody.");
    await limitPasswordTries(context, person.email, clientNetwork(c));
    await assertCurrent(context, person, credential, request.current_password);
    assertUncommon(request.new_password, person.email, "body.new_password");
    const session = await replacePassword(context, authorized(c, "account:write"), credential, request);
    await forgetPasswordTries(context, person.email);
    c.set("credential", { ...credential, id: session.id });
    setSessionCookie(c, session.secret);
    return c.json(await readMe(context, c), 200);
  });
}

async function replacePassword(
  { db, credentials }: IdentityRoutesContext,
  actor: Authorized<"account:write">,
  { id, personId }: Credential,
  { new_password }: PasswordChange,
): Promise<BegunSession> {
  const passwordHash = await hashPassword(new_password);
  const secret = newSecret();
  const { ended, next } = await inTransaction(db.pool, async (client) => {
    await setPassword(client, personId, passwordHash);
    const rotated = await rotateSession(client, id, secret.hash);
    const others = await deleteSessions(client, personId, rotated);
    await publishRevoked(client, others);
    // The old cookie is forgotten everywhere at once. A stream it opened ends with the next sweep, not now: the page that
    // asks would come back before it has the new cookie, and find itself signed out.
    await publishPerson(client, personId);
    const detail = { ended_sessions: others.length };
    await recordAudit(client, { actor, action: "password.changed", subject: personId, detail });
    return { ended: others, next: rotated };
  });
  credentials.forget(ended);
  return { id: next, secret: secret.text };
}

async function assertCurrent(
  { db, clock }: IdentityRoutesContext,
  person: Person,
  { id }: Credential,
  given: string | null | undefined,
): Promise<void> {
  if (!person.has_password) return;
  if (given == null && (await isFreshFromLink())) return;
  const stored = await readPasswordHash(db.pool, person.email);
  if (given != null && (await isPassword(given, stored?.hash ?? null))) return;
  throw new HttpProblem(403, "wrong_password", "The current password is wrong.", {
    field: "body.current_password",
    action: "Check it; if it is lost, sign out, sign in by an e-mailed link and change it within 15 minutes.",
  });

  async function isFreshFromLink(): Promise<boolean> {
    const start = await getSessionStart(db.pool, id);
    return start !== null && start.method !== "password" && clock.now() - start.createdAtMs < freshLinkMs;
  }
}
