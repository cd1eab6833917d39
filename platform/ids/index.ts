import { createHash, randomUUIDv7 } from "node:crypto";

/** A new UUID version 7 (RFC 9562): sorts by creation time, so it clusters well in an index. */
export function newId(): string {
  return randomUUIDv7();
}

/** SHA-256 of bytes or text as 64 lower-case hex digits: the name of a content-addressed object. */
export function contentHash(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
