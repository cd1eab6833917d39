import type { AuditActor } from "@millrace/platform/audit";
import type { Person } from "../contract.ts";

/** A person who is not signed in yet, for the audit trail. */
export function auditActor({ id, name, email }: Pick<Person, "id" | "name" | "email">): AuditActor {
  return { kind: "user", id, name: name ?? email };
}
