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

async function verify(client: PoolClient, known: AuditHead | null): Promise<AuditVerdict> {
  let last: AuditEntry | null = null;
  let rows = 0;
  let isKnownMet = known === null;
  for (;;) {
    const batch = await readAuditFrom(client, last?.seq ?? 0, batchRows);
    for (const entry of batch) {
      const fault = faultOf(entry, last) ?? rewritten(entry, known);
      if (fault !== null) return { isIntact: false, rows, head: headOf(last), firstBroken: fault };
      isKnownMet ||= entry.seq === known?.seq;
      last = entry;
      rows += 1;
    }
    if (batch.length < batchRows) break;
  }
  const head = headOf(last);
  const firstBroken = cutOff(head, await readAuditHead(client)) ?? (isKnownMet ? null : cutOff(head, known));
  return { isIntact: firstBroken === null, rows, head, firstBroken };
}

function headOf(entry: AuditEntry | null): AuditHead | null {
  return entry === null ? null : { seq: entry.seq, hash: entry.hash };
}

function faultOf(entry: AuditEntry, before: AuditEntry | null): BrokenEntry | null {
  const due = (before?.seq ?? 0) + 1;
  if (entry.seq !== due)
    return { seq: due, fault: "missing", message: `Entry ${due} is missing: entry ${entry.seq} follows.` };
  const text = `${entry.seq}\n${entry.previousHash}\n${entry.at}\n${auditText(entry)}`;
  const isWhole = entry.previousHash === (before?.hash ?? "") && entry.hash === contentHash(text);
  return isWhole
    ? null
    : { seq: entry.seq, fault: "edited", message: `Entry ${entry.seq} is not what was written.` };
}

function rewritten(entry: AuditEntry, known: AuditHead | null): BrokenEntry | null {
  if (known === null || entry.seq !== known.seq || entry.hash === known.hash) return null;
  const message = `Entry ${entry.seq} has another hash than was noted: the chain was computed anew up to here.`;
  return { seq: entry.seq, fault: "edited", message };
}

function cutOff(found: AuditHead | null, expected: AuditHead | null): BrokenEntry | null {
  if (found?.seq === expected?.seq && found?.hash === expected?.hash) return null;
  const seq = (found?.seq ?? 0) + 1;
  const message =
    expected === null
      ? "The end of the chain is not known any more: its row in millrace.audit_head is gone."
      : `The trail ends with entry ${found?.seq ?? 0}, and ${expected.seq} were written.`;
  return { seq, fault: "cut_off", message };
}
