/** The audit trail: append-only, hash-chained, written in the transaction of what it tells of. */
export { recordAudit, type AuditActor, type AuditRecord } from "./record-audit.ts";
export { listAudit, readAuditHead, type AuditEntry, type AuditFilter, type AuditHead } from "./read-audit.ts";
export { verifyAudit, type AuditFault, type AuditVerdict, type BrokenEntry } from "./verify-audit.ts";
