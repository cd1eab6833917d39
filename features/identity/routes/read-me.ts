import type { Context } from "hono";
import type { ApiVariables } from "@millrace/platform/api";
import type { IdentityContext } from "../context.ts";
import type { Me, Person } from "../contract.ts";
import { getPerson, hasOwner } from "../queries/people.ts";

/** Who asks, as `GET /me` says it. */
export async function readMe(context: IdentityContext, c: Context<{ Variables: ApiVariables }>): Promise<Me> {
  const actor = c.get("actor");
  const credential = c.get("credential");
  const person = credential === null ? null : await getPerson(context.db.pool, credential.personId);
  const facts = {
    is_demo: context.isDemo,
    needs_owner: !context.isOpen && !(await hasOwner(context.db.pool)),
    can_mail: context.canMail(),
  };
  if (actor === null) return { actor: null, permissions: [], session_id: null, ...facts };
  const { kind, id, name, permissions } = actor;
  return {
    actor: { kind, id, name, ...aboutPerson(person, kind === "demo") },
    permissions: [...permissions].toSorted(),
    session_id: credential?.kind === "session" ? credential.id : null,
    ...facts,
  };
}

function aboutPerson(person: Person | null, isDemo: boolean) {
  if (person === null)
    return { email: null, role: isDemo ? ("owner" as const) : null, language: null, has_password: false };
  const { email, role, language, has_password } = person;
  return { email, role, language, has_password };
}

/** The same for a person who has just signed in by this very request. */
export function meAfterSignIn(context: IdentityContext, person: Person, sessionId: string): Me {
  const { id, name, email, role, language, has_password } = person;
  return {
    actor: { kind: "user", id, name: name ?? email, email, role, language, has_password },
    permissions: [...context.permissionsOf(role)].toSorted(),
    session_id: sessionId,
    is_demo: context.isDemo,
    needs_owner: false,
    can_mail: context.canMail(),
  };
}
