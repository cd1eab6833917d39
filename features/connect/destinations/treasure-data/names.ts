import { createHash } from "node:crypto";
import { plainName } from "../target-names.ts";
import type { DeliveryJob } from "../destination.ts";

/** Of databases and tables (validate_name of td-client-ruby). */
export const longestName = 255;
const shortestName = 3;
/** What is readable of a session's name; the vendor names no limit, and nobody reads more. */
const longestSessionText = 110;
const partPrefix = "part_";

type DeliveryIdentity = Pick<DeliveryJob, "syncId" | "stream" | "target">;

/** A field's name as a column of Treasure Data: lower case, digits and underscores, no digit first. */
export function columnName(field: string): string {
  const plain = lowered(field);
  return /^[a-z_]/u.test(plain) ? plain : `_${plain}`;
}

/** A stream's name as the name of a table: at least 3 characters, at most 255. */
export function targetName(stream: string): string {
  return plainName(stream).slice(0, longestName).padEnd(shortestName, "_");
}

export const isTableName = (name: string): boolean => /^[a-z0-9_]{3,255}$/u.test(name);

/**
 * The bulk-import session of a delivery: the same name for the same delivery. It ends with a hash, because different streams
 * may have the same readable name. Session names are the account's, not the database's.
 */
export function sessionName(job: DeliveryIdentity): string {
  const readable = lowered(`millrace_${job.syncId}_${job.stream}`).slice(0, longestSessionText);
  return `${readable}_${hashOf(job).slice(0, 12)}`;
}

/** A part carries the number of its batch, so that what a session lists says what is not to be sent again. */
export const partName = (batch: number): string => `${partPrefix}${String(batch).padStart(6, "0")}`;

/** Null for a part that is not ours. */
export function batchOfPart(part: string): number | null {
  const digits = new RegExp(`^${partPrefix}(\\d+)$`, "u").exec(part)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** By which Treasure Data knows a batch again that `import_with_id` sends twice. */
export const uniqueId = (job: DeliveryIdentity, batch: number): string => hashOf(job, batch).slice(0, 32);

const hashOf = ({ syncId, stream, target }: DeliveryIdentity, ...more: number[]): string =>
  createHash("sha256")
    .update(JSON.stringify([syncId, stream, target, ...more]))
    .digest("hex");

const lowered = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]/gu, "_");
