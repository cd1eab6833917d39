import type { Pool } from "pg";
import { newId } from "@millrace/platform/ids";
import { redactHeaders } from "./redact.ts";

/** One answer kept as evidence; its body lies in the object store under `bodyHash`. */
export interface PageEntry {
  runId: string | null;
  vendor: string;
  account: string | null;
  method: string;
  /** As it may be shown. */
  shownUrl: string;
  status: number;
  requestHeaders: Readonly<Record<string, string>>;
  responseHeaders: Readonly<Record<string, string>>;
  bodyHash: string;
  bytes: number;
  durationMs: number;
  /** The robots.txt in force when it was fetched; null when none was obeyed. */
  robotsHash: string | null;
}

/** Writes the row, secrets redacted, and returns its id. */
export async function logPage(pool: Pool, entry: PageEntry): Promise<string> {
  const id = newId();
  const headers = {
    request: redactHeaders(entry.requestHeaders),
    response: redactHeaders(entry.responseHeaders),
  };
  await pool.query(
    `insert into millrace.page (id, run_id, vendor, account, method, url, status, headers, body_hash, bytes, duration_ms, robots_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      id,
      entry.runId,
      entry.vendor,
      entry.account,
      entry.method,
      entry.shownUrl,
      entry.status,
      JSON.stringify(headers),
      entry.bodyHash,
      entry.bytes,
      Math.round(entry.durationMs),
      entry.robotsHash,
    ],
  );
  return id;
}
