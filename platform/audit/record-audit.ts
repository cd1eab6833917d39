import type { Queryable } from "../events/index.ts";
import { canonicalJson } from "./canonical-json.ts";

/** Who did something, as the trail keeps it; an `Actor` is one. */
export interface AuditActor {
  kind: string;
  id: string;
  name: string;
}

/** Something that was done. */
export interface AuditRecord {
  actor: AuditActor;
  /** noun.verb ("person.invited"). */
  action: string;
  /** Id of the thing it was done to; null when there is just one. */
  subject: string | null;
  /** What changed, as JSON; never a secret. */
  detail: Readonly<Record<string, unknown>>;
}

/** The text that is hashed for an entry, besides its number, its instant and the hash before. */
export function auditText({ actor: { kind, id, name }, action, subject, detail }: AuditRecord): string {
  return canonicalJson({ actor: { kind, id, name }, action, subject, detail });
}

const insertEntry = `
  with head as (
    insert into millrace.audit_head as h (seq, at, previous_hash, hash)
    values (1, statement_timestamp(), '', millrace.audit_hash(1, '', statement_timestamp(), $1))
    on conflict (is_only) do update set
      seq = h.seq + 1,
      at = statement_timestamp(),
      previous_hash = h.hash,
      hash = millrace.audit_hash(h.seq + 1, h.hash, statement_timestamp(), $1)
    returning seq, at, previous_hash, hash
  )
  insert into millrace.audit
    (seq, at, actor_kind, actor_id, actor_name, action, subject, detail, previous_hash, hash)
  select seq, at, $2, $3, $4, $5, $6, $7::jsonb, previous_hash, hash from head`;

/**
 * Adds to the audit trail, in the caller's transaction: the entry exists exactly when the change does. Writers wait for
 * each other until their transactions end, so call it last.
 *
 * @example
 * await inTransaction(pool, async (client) => {
 *   await saveSettings(client, settings);
 *   await recordAudit(client, { actor, action: "settings.changed", subject: null, detail: { language: "fr" } });
 * });
 */
export async function recordAudit(client: Queryable, record: AuditRecord): Promise<void> {
  const { actor, action, subject } = record;
  const detail = canonicalJson(record.detail);
  await client.query(insertEntry, [
    auditText(record),
    actor.kind,
    actor.id,
    actor.name,
    action,
    subject,
    detail,
  ]);
}
