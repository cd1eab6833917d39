import type { PoolClient } from "pg";
import type { z } from "zod";
import { HttpProblem, type Authorized } from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { inTransaction } from "@millrace/platform/db";
import { Broken } from "@millrace/platform/errors";
import type { IdentityRoutesContext } from "../context.ts";
import type { Invitation, invitationRequest, Person, Role } from "../contract.ts";
import { deletePerson, findPerson, getPerson, insertPerson, lockOwners, setRole } from "../queries/people.ts";
import { deleteSessions } from "../queries/sessions.ts";
import { tokenIdsOf } from "../queries/tokens.ts";
import { publishPerson, publishRevoked } from "../routes/revoke.ts";
import { handOverLink, mailLink } from "../sign-in/mail-link.ts";

type Manager = Authorized<"people:write">;

/**
 * Invites somebody, or sends another link to somebody who has not joined yet (with the role they were invited with).
 * Throws `HttpProblem` 409 `person_exists` for whoever is here already.
 */
export async function invitePerson(
  actor: Manager,
  context: IdentityRoutesContext,
  request: z.output<typeof invitationRequest>,
): Promise<Invitation> {
  const now = new Date(context.clock.now());
  const invited = await inTransaction(context.db.pool, async (client) => {
    const made = await insertPerson(client, { ...request, passwordHash: null, hasJoined: false }, now);
    const person = made ?? (await findPerson(client, request.email));
    if (person === null) throw new Broken(`${request.email} could be neither invited nor found.`);
    if (person.status === "active") throw alreadyHere(person);
    await publishPerson(client, person.id);
    const detail = { email: person.email, role: person.role, is_again: made === null };
    await recordAudit(client, { actor, action: "person.invited", subject: person.id, detail });
    return person;
  });
  const link = { kind: "invitation" as const, personId: invited.id, language: request.language };
  if (!context.canMail()) return { person: invited, invitation_url: await handOverLink(context, link) };
  await mailLink(context, link);
  return { person: invited, invitation_url: null };
}

/**
 * Their sessions end, so that nobody works on with what they held before, and what their tokens keep open: tokens hold
 * what scopes and the new role have in common. 404, and 409 `last_owner`.
 */
export async function changeRole(
  actor: Manager,
  { db, credentials }: IdentityRoutesContext,
  id: string,
  role: Role,
): Promise<Person> {
  const { person, ended } = await inTransaction(db.pool, async (client) => {
    const before = await personOrRefusal(client, id);
    if (before.role === role) return { person: before, ended: [] };
    await assertNotLastOwner(client, before);
    await setRole(client, id, role);
    const stopped = [...(await deleteSessions(client, id, null)), ...(await tokenIdsOf(client, id))];
    await publishRevoked(client, stopped);
    await publishPerson(client, id);
    const detail = { email: before.email, from: before.role, to: role };
    await recordAudit(client, { actor, action: "person.role_changed", subject: id, detail });
    return { person: { ...before, role }, ended: stopped };
  });
  credentials.forget(ended);
  return person;
}

/** 404, and 409 `last_owner`. */
export async function removePerson(
  actor: Manager,
  { db, credentials }: IdentityRoutesContext,
  id: string,
): Promise<void> {
  const ended = await inTransaction(db.pool, async (client) => {
    const person = await personOrRefusal(client, id);
    await assertNotLastOwner(client, person);
    const ids = [...(await deleteSessions(client, id, null)), ...(await tokenIdsOf(client, id))];
    await deletePerson(client, id);
    await publishRevoked(client, ids);
    await publishPerson(client, id);
    const detail = { email: person.email, role: person.role };
    await recordAudit(client, { actor, action: "person.removed", subject: id, detail });
    return ids;
  });
  credentials.forget(ended);
}

async function personOrRefusal(client: PoolClient, id: string): Promise<Person> {
  // Locked first, and by everybody in this order: whoever waits here reads what the other one left.
  await lockOwners(client);
  const person = await getPerson(client, id);
  if (person !== null) return person;
  throw new HttpProblem(404, "person_not_found", `There is no person ${id}.`, {
    action: "They may be removed already: look at the list again.",
  });
}

async function assertNotLastOwner(client: PoolClient, person: Person): Promise<void> {
  const owners = await lockOwners(client);
  if (owners.length !== 1 || owners[0] !== person.id) return;
  throw new HttpProblem(
    409,
    "last_owner",
    `${person.name ?? person.email} is the only owner of this house.`,
    {
      action: "Make somebody else owner first.",
    },
  );
}

function alreadyHere(person: Person): HttpProblem {
  return new HttpProblem(409, "person_exists", `${person.email} is here already, as ${person.role}.`, {
    field: "body.email",
    action: "Change their role in the list of people.",
  });
}
