import type { QueryResult, QueryResultRow } from "pg";
import type { AuditRecord } from "./record-audit.ts";

/** A pool or a client. */
export interface Reader {
  query<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<Row>>;
}

/** One entry as it is kept. */
export interface AuditEntry extends AuditRecord {
  /** 1, 2, 3… without gaps. */
  seq: number;
  /** ISO 8601, UTC, microseconds. */
  at: string;
  /** 64 hex digits; of the first entry, empty. */
  previousHash: string;
  hash: string;
}

interface Row {
  seq: string;
  at: string;
  actor_kind: string;
  actor_id: string;
  actor_name: string;
  action: string;
  subject: string | null;
  detail: Record<string, unknown>;
  previous_hash: string;
  hash: string;
}

const columns = `seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  actor_kind, actor_id, actor_name, action, subject, detail, previous_hash, hash`;

/** What to look for; everything when empty. */
export interface AuditFilter {
  /** Entries older than this number: the next page. */
  beforeSeq?: number | undefined;
  /** Exact, or a noun and all its verbs: "person". */
  action?: string | undefined;
  actorId?: string | undefined;
  subject?: string | undefined;
}

/** Entries, newest first. */
export async function listAudit(db: Reader, filter: AuditFilter, limit: number): Promise<AuditEntry[]> {
  const result = await db.query<Row>(
    `select ${columns} from millrace.audit
     where ($1::bigint is null or seq < $1)
       and ($2::text is null or action = $2 or split_part(action, '.', 1) = $2)
       and ($3::text is null or actor_id = $3)
       and ($4::text is null or subject = $4)
     order by seq desc limit $5`,
    [filter.beforeSeq ?? null, filter.action ?? null, filter.actorId ?? null, filter.subject ?? null, limit],
  );
  return result.rows.map(toEntry);
}

/** Entries after a number, oldest first. */
export async function readAuditFrom(db: Reader, afterSeq: number, limit: number): Promise<AuditEntry[]> {
  const result = await db.query<Row>(
    `select ${columns} from millrace.audit where seq > $1 order by seq limit $2`,
    [afterSeq, limit],
  );
  return result.rows.map(toEntry);
}

/** Where a chain ends: the number and hash of its newest entry. */
export interface AuditHead {
  seq: number;
  hash: string;
}

/** The end of the chain as the writers left it; null before the first entry. */
export async function readAuditHead(db: Reader): Promise<AuditHead | null> {
  const result = await db.query<{ seq: string; hash: string }>("select seq, hash from millrace.audit_head");
  const head = result.rows[0];
  return head === undefined ? null : { seq: Number(head.seq), hash: head.hash };
}

function toEntry(row: Row): AuditEntry {
  return {
    seq: Number(row.seq),
    at: row.at,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    subject: row.subject,
    detail: row.detail,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
