import type { PoolClient } from "pg";
import {
  answers,
  clientNetwork,
  HttpProblem,
  jsonAnswer,
  operation,
  problemAnswer,
  type Api,
} from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { inTransaction } from "@millrace/platform/db";
import { Broken } from "@millrace/platform/errors";
import type { IdentityRoutesContext } from "../context.ts";
import { me, setupRequest, verifyLinkRequest, type Person } from "../contract.ts";
import { endLinks, takeLink, type StoredLink } from "../queries/links.ts";
import { findPerson, getPerson, insertPerson, joinPerson, setPassword, setRole } from "../queries/people.ts";
import { deleteSessions } from "../queries/sessions.ts";
import { hashPassword } from "../secrets/password.ts";
import { hashSecret } from "../secrets/secret.ts";
import { auditActor } from "../sign-in/audit-actor.ts";
import { assertCookieHolds, beginSession, type BegunSession } from "../sign-in/begin-session.ts";
import { assertUncommon } from "../sign-in/check-password.ts";
import { limitLinks } from "../sign-in/limit-attempts.ts";
import { setSessionCookie } from "../sign-in/session-cookie.ts";
import { body } from "./body.ts";
import { endOwnSession } from "./end-session.ts";
import { meAfterSignIn } from "./read-me.ts";
import { publishPerson, publishRevoked } from "./revoke.ts";

const tags = ["Sign-in"];
const token = "kM3uZ1Zq0b7mW4l2cYx8oA5nP6rS9tV-_eFgHiJkLmN";

interface SignedIn {
  person: Person;
  session: BegunSession;
  /** Sessions that ended with it. */
  ended: string[];
}

/** `POST /sign-in/magic-link/verify` and `POST /setup`: what one-time links open. */
export function addLinkRoutes(api: Api, context: IdentityRoutesContext): void {
  addVerify(api, context);
  addSetup(api, context);
}

function addVerify(api: Api, context: IdentityRoutesContext): void {
  const route = operation("public", {
    method: "post",
    path: "/sign-in/magic-link/verify",
    tags,
    summary: "Sign in by a mailed link, or join by an invitation; the link works once",
    request: { body: body(verifyLinkRequest, { token }) },
    responses: linkAnswers,
  });
  api.openapi(route, async (c) => {
    const request = c.req.valid("json");
    assertCookieHolds(context, c);
    await limitLinks(context, clientNetwork(c));
    const signedIn = await inTransaction(context.db.pool, async (client): Promise<SignedIn> => {
      const link = await take(context, client, request.token, ["sign-in", "invitation"]);
      const person = await join(context, client, link, request);
      return { person, session: await beginSession(context, client, c, person, "link"), ended: [] };
    });
    await endOwnSession(context, c);
    setSessionCookie(c, signedIn.session.secret);
    return c.json(meAfterSignIn(context, signedIn.person, signedIn.session.id), 200);
  });
}

function addSetup(api: Api, context: IdentityRoutesContext): void {
  const example = { token, email: "ada@example.com", name: "Ada", password: "four words nobody guesses" };
  const route = operation("public", {
    method: "post",
    path: "/setup",
    tags,
    summary: "Become owner by the one-time link from the terminal; the link works once",
    request: { body: body(setupRequest, example) },
    responses: linkAnswers,
  });
  api.openapi(route, async (c) => {
    const { token: given, email, name, password, language } = c.req.valid("json");
    assertCookieHolds(context, c);
    await limitLinks(context, clientNetwork(c));
    const signedIn = await inTransaction(context.db.pool, async (client): Promise<SignedIn> => {
      // Two links used at the same time: the second finds that it was ended by the first.
      await client.query("select pg_advisory_xact_lock(hashtext('identity.setup'))");
      await take(context, client, given, ["setup"]);
      assertUncommon(password, email, "body.password");
      await endLinks(client, "setup", null);
      const wanted = {
        email,
        name,
        role: "owner" as const,
        language,
        passwordHash: await hashPassword(password),
      };
      const { person, ended } = await makeOwner(context, client, wanted);
      return { person, ended, session: await beginSession(context, client, c, person, "setup") };
    });
    context.credentials.forget(signedIn.ended);
    await endOwnSession(context, c);
    setSessionCookie(c, signedIn.session.secret);
    return c.json(meAfterSignIn(context, signedIn.person, signedIn.session.id), 200);
  });
}

const linkAnswers = {
  200: jsonAnswer(me, "Signed in; the cookie is the session"),
  400: answers.badRequest,
  422: problemAnswer("The link was used, has ended or never was; or the password is too common"),
  429: problemAnswer("Too many attempts; Retry-After says when the next is heard"),
};

async function take(
  { clock }: IdentityRoutesContext,
  client: PoolClient,
  given: string,
  kinds: Parameters<typeof takeLink>[2],
): Promise<StoredLink> {
  const link = await takeLink(client, hashSecret(given), kinds, new Date(clock.now()));
  if (link !== null) return link;
  const again = kinds.includes("setup") ? "Run millrace owner-link for another one." : "Ask for another one.";
  throw new HttpProblem(
    422,
    "link_not_valid",
    "This link was used already, has ended, or never was one of ours.",
    {
      field: "body.token",
      action: again,
    },
  );
}

/** The person of a link; who was invited joins by it, with the name and password they give. */
async function join(
  { clock }: IdentityRoutesContext,
  client: PoolClient,
  link: StoredLink,
  given: { name?: string | undefined; password?: string | undefined },
): Promise<Person> {
  const person = link.personId === null ? null : await getPerson(client, link.personId);
  if (person === null) throw new Broken("A link opened without anybody it is for.");
  if (person.status === "active") return person;
  if (given.password !== undefined) {
    assertUncommon(given.password, person.email, "body.password");
    await setPassword(client, person.id, await hashPassword(given.password));
  }
  await joinPerson(client, person.id, given.name ?? null, new Date(clock.now()));
  await endLinks(client, "invitation", person.id);
  await publishPerson(client, person.id);
  const actor = auditActor({ ...person, name: given.name ?? person.name });
  await recordAudit(client, {
    actor,
    action: "person.joined",
    subject: person.id,
    detail: { role: person.role },
  });
  return await mustGet(client, person.id);
}

/** A new owner, or a person made owner whose earlier password and sessions end. */
async function makeOwner(
  { clock }: IdentityRoutesContext,
  client: PoolClient,
  wanted: Omit<Parameters<typeof insertPerson>[1], "hasJoined" | "passwordHash"> & { passwordHash: string },
): Promise<{ person: Person; ended: string[] }> {
  const now = new Date(clock.now());
  const made = await insertPerson(client, { ...wanted, hasJoined: true }, now);
  const person = made ?? (await findPerson(client, wanted.email));
  if (person === null) throw new Broken(`The owner ${wanted.email} could be neither made nor found.`);
  let ended: string[] = [];
  if (made === null) {
    await setRole(client, person.id, "owner");
    await setPassword(client, person.id, wanted.passwordHash);
    await joinPerson(client, person.id, wanted.name, now);
    ended = await deleteSessions(client, person.id, null);
    await publishRevoked(client, ended);
  }
  await publishPerson(client, person.id);
  const actor = auditActor({ ...person, name: wanted.name });
  const detail = { email: person.email, was: made === null ? person.role : null };
  await recordAudit(client, { actor, action: "owner.made", subject: person.id, detail });
  return { person: await mustGet(client, person.id), ended };
}

async function mustGet(client: PoolClient, id: string): Promise<Person> {
  const person = await getPerson(client, id);
  if (person === null) throw new Broken(`The person ${id} is gone within the transaction that changed them.`);
  return person;
}
