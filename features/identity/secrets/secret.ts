import { randomBytes } from "node:crypto";
import { contentHash } from "@millrace/platform/ids";

/** A secret that opens something, and what the database keeps of it. */
export interface Secret {
  /** 256 random bits as base64url behind the prefix: shown once, stored nowhere. */
  text: string;
  /** Plain SHA-256 is enough for so many random bits: there is nothing to guess from. */
  hash: string;
}

export function newSecret(prefix = ""): Secret {
  const text = `${prefix}${randomBytes(32).toString("base64url")}`;
  return { text, hash: hashSecret(text) };
}

export function hashSecret(text: string): string {
  return contentHash(text);
}
