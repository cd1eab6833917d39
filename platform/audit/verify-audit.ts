import type { Pool, PoolClient } from "pg";
import { inSnapshot } from "./in-snapshot.ts";
import { contentHash } from "../ids/index.ts";
import { readAuditFrom, readAuditHead, type AuditEntry, type AuditHead } from "./read-audit.ts";
import { auditText } from "./record-audit.ts";

/** `edited`: not what was hashed. `missing`: a gap before it. `cut_off`: the newest entries are gone. */
export type AuditFault = "edited" | "missing" | "cut_off";

export interface BrokenEntry {
  seq: number;
  fault: AuditFault;
  /** A sentence for people. */
  message: string;
}

export interface AuditVerdict {
  isIntact: boolean;
  /** Entries that were read. */
  rows: number;
  /** The newest entry that was read: note it elsewhere, and give it as `known` later. */
  head: AuditHead | null;
  firstBroken: BrokenEntry | null;
}

const batchRows = 1_000;

/**
 * Reads the whole chain and computes every hash again. It finds an entry that was edited, one taken out, and newest
 * ones cut off. Whoever may write to the database and computes the whole chain and its head anew can't be found from the
 * inside: for that, give the head that an earlier check printed, kept where they can't write, as `known`.
 */
export async function verifyAudit(pool: Pool, known: AuditHead | null = null): Promise<AuditVerdict> {
  return await inSnapshot(pool, (client) => verify(client, known));
}

/** Before the first entry. */
const start: AuditHead = { seq: 0, hash: "" };

async function verify(client: PoolClient, known: AuditHead | null): Promise<AuditVerdict> {
  let last = start;
  for await (const entry of entries(client)) {
    const fault = faultOf(entry, last) ?? rewritten(entry, known);
    if (fault !== null) return verdict(last, fault);
    last = { seq: entry.seq, hash: entry.hash };
  }
  const written = (await readAuditHead(client)) ?? (last.seq === 0 ? start : null);
  return verdict(last, cutOff(last, written) ?? (known === null ? null : cutShort(last, known)));
}

async function* entries(client: PoolClient): AsyncGenerator<AuditEntry> {
  let afterSeq = 0;
  let batch: AuditEntry[];
  do {
    batch = await readAuditFrom(client, afterSeq, batchRows);
    yield* batch;
    afterSeq = batch.at(-1)?.seq ?? afterSeq;
  } while (batch.length === batchRows);
}

function verdict(last: AuditHead, firstBroken: BrokenEntry | null): AuditVerdict {
  return {
    isIntact: firstBroken === null,
    rows: last.seq,
    head: last.seq === 0 ? null : last,
    firstBroken,
  };
}

function faultOf(entry: AuditEntry, before: AuditHead): BrokenEntry | null {
  const due = before.seq + 1;
  if (entry.seq !== due)
    return { seq: due, fault: "missing", message: `Entry ${due} is missing: entry ${entry.seq} follows.` };
  const text = `${entry.seq}\n${entry.previousHash}\n${entry.at}\n${auditText(entry)}`;
  const isWhole = entry.previousHash === before.hash && entry.hash === contentHash(text);
  return isWhole
    ? null
    : { seq: entry.seq, fault: "edited", message: `Entry ${entry.seq} is not what was written.` };
}

function rewritten(entry: AuditEntry, known: AuditHead | null): BrokenEntry | null {
  if (known === null || entry.seq !== known.seq || entry.hash === known.hash) return null;
  const message = `Entry ${entry.seq} has another hash than was noted: the chain was computed anew up to here.`;
  return { seq: entry.seq, fault: "edited", message };
}

/** `written`: the end as the writers left it; null when even that is gone. */
function cutOff(last: AuditHead, written: AuditHead | null): BrokenEntry | null {
  if (written === null) {
    const message = "The end of the chain is not known any more: its row in millrace.audit_head is gone.";
    return { seq: last.seq + 1, fault: "cut_off", message };
  }
  return last.hash === written.hash ? null : cutAt(last, written);
}

function cutShort(last: AuditHead, known: AuditHead): BrokenEntry | null {
  return last.seq < known.seq ? cutAt(last, known) : null;
}

function cutAt(last: AuditHead, expected: AuditHead): BrokenEntry {
  const message = `The trail ends with entry ${last.seq}, and ${expected.seq} were written.`;
  return { seq: last.seq + 1, fault: "cut_off", message };
}
