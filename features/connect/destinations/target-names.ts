import { createHash } from "node:crypto";
import type { DeliveryJob } from "./destination.ts";

/** Begins the names of tables and columns that Millrace keeps for itself at a destination. */
export const reservedPrefix = "_millrace_";

/** A stream's name as a name anybody can type without quotes: "Site metrics/FR" → "site_metrics_fr". */
export function plainName(stream: string): string {
  const plain = stream
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .replaceAll(/[^a-z0-9_]+/gu, "_")
    .replaceAll(/^_+|_+$/gu, "");
  if (plain === "") return `stream_${shortHash(stream)}`;
  return /^\d/u.test(plain) ? `_${plain}` : plain;
}

/** A name as a sentence shows it: one that is far too long is cut. */
export const shownName = (name: string): string => (name.length <= 80 ? name : `${name.slice(0, 77)}…`);

export const utf8Length = (text: string): number => Buffer.byteLength(text, "utf8");

/** Where a sync that overwrites keeps its rows until it is committed: the same name for the same delivery. */
export function stagingName(
  job: Pick<DeliveryJob, "target" | "syncId" | "stream">,
  maxBytes: number,
): string {
  const suffix = `__millrace_${shortHash(`${job.syncId}\n${job.stream}`)}`;
  let kept = job.target;
  while (utf8Length(kept) + suffix.length > maxBytes) kept = [...kept].slice(0, -1).join("");
  return kept + suffix;
}

const shortHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);
