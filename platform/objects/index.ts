export { openObjectStore, type ObjectStoreLocation } from "./open-object-store.ts";
export type { BucketCredentials } from "./bucket-connection.ts";
export { BucketFiles, type BucketFile, type BucketFilesOptions } from "./bucket-files.ts";
export { syncFolder, writeDurably } from "./durable-files.ts";

/** Content-addressed, compressed byte store: put is idempotent, the name is the SHA-256 of the plain bytes. */
export interface ObjectStore {
  /** Stores bytes, given as a whole or in parts, once and returns their SHA-256 in hex. Durable (fsynced) before it resolves. */
  put(bytes: Uint8Array | readonly Uint8Array[]): Promise<string>;
  /** The plain bytes, or null when no such object is kept. Throws `Broken` when the content no longer matches its name. */
  get(hash: string): Promise<Uint8Array | null>;
  has(hash: string): Promise<boolean>;
  delete(hash: string): Promise<void>;
  /** Counts what is kept. It walks the whole store, so ask rarely: some seconds for 100,000 files. */
  usage(): Promise<ObjectUsage>;
}

export interface ObjectUsage {
  objects: number;
  /** As stored: compressed. */
  bytes: number;
}
