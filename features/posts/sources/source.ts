import type { Budget, PoliteClient } from "@millrace/platform/http";
import type { ObjectStore } from "@millrace/platform/objects";
import type { Logger } from "@millrace/platform/telemetry";
import type { CollectionRequest, SourceId, UploadedFile } from "../contract.ts";

/** A page or file kept in the object store, waiting for extraction. */
export interface KeptDocument {
  /** URL or file name shown to people. */
  name: string;
  url: string | null;
  contentType: string | null;
  /** HTTP status it was answered with; null for a file, whose answer nobody saw. */
  status: number | null;
  /** SHA-256 in the object store. */
  hash: string;
}

export interface SourcePage {
  documents: KeptDocument[];
  /** null when this was the last page. */
  nextCursor: string | null;
  /** How many documents the source says there are in all; null when it does not say. */
  total: number | null;
  /** What could not be read, each `code: one sentence`. */
  problems?: string[];
}

export interface SourceContext {
  http: PoliteClient;
  objects: ObjectStore;
  log: Logger;
  signal: AbortSignal;
  runId: string;
}

export interface SourceRequest extends CollectionRequest {
  files: UploadedFile[];
}

/** How one site is listed and paged. Gets the polite client; knows no database and no engine. */
export interface PostSource {
  id: SourceId;
  /** Its posts are invented, and each says so. */
  isDemo: boolean;
  /** It reads files that a person uploads: there is no site to search, and none that a wall could close. */
  takesFiles: boolean;
  /** What the polite client may spend on it; null when it makes no requests. */
  budget: Budget | null;
  /** Fetches (or reads) the page at `cursor` (null = first). Safe to call again after a crash. */
  nextPage(context: SourceContext, request: SourceRequest, cursor: string | null): Promise<SourcePage>;
}
