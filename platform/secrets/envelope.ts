import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** A key of 256 bits and the name it is told by; the id says nothing about the key. */
export interface SecretKey {
  /** Eight hex digits. */
  id: string;
  bytes: Uint8Array;
}

/** An encrypted value as it is stored: `v1.<key id>.<nonce>.<ciphertext and tag>`, the last two in base64url. */
export type Envelope = string;

/** Why an envelope could not be opened. */
export type SealFault = "unknown_key" | "changed" | "not_an_envelope";

export const keyBytes = 32;
/** What AES-GCM asks for (NIST SP 800-38D, 5.2.1.1); random ones are safe up to 2^32 values under one key. */
const nonceBytes = 12;
const tagBytes = 16;
const algorithm = "aes-256-gcm";
const shape = /^v1\.(?<id>[0-9a-f]{8})\.(?<nonce>[\w-]{16})\.(?<sealed>[\w-]{22,})$/u;

export function secretKeyOf(bytes: Uint8Array): SecretKey {
  const id = createHash("sha256").update("millrace key id\n").update(bytes).digest("hex").slice(0, 8);
  return { id, bytes };
}

/** Encrypts a value under the setting's name, with which it is authenticated: it opens under no other name. */
export function seal(key: SecretKey, name: string, plain: string): Envelope {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key.bytes, nonce);
  cipher.setAAD(authenticated(name));
  const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1.${key.id}.${nonce.toString("base64url")}.${sealed.toString("base64url")}`;
}

/** The plain value, or why it stays unknown: it is never empty by mistake. */
export function unseal(
  keys: readonly SecretKey[],
  name: string,
  envelope: Envelope,
): { plain: string } | { fault: SealFault; keyId: string | null } {
  const parts = shape.exec(envelope)?.groups;
  if (parts === undefined) return { fault: "not_an_envelope", keyId: null };
  const { id = "", nonce = "", sealed = "" } = parts;
  const key = keys.find((one) => one.id === id);
  if (key === undefined) return { fault: "unknown_key", keyId: id };
  const bytes = Buffer.from(sealed, "base64url");
  const decipher = createDecipheriv(algorithm, key.bytes, Buffer.from(nonce, "base64url"));
  decipher.setAAD(authenticated(name));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    const plain = Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]);
    return { plain: plain.toString("utf8") };
  } catch {
    // All that GCM says of a wrong tag, whatever was changed: key, name or bytes.
    return { fault: "changed", keyId: id };
  }
}

export const isEnvelope = (text: string): boolean => shape.test(text);

const authenticated = (name: string): Buffer => Buffer.from(`millrace setting v1\n${name}`, "utf8");
