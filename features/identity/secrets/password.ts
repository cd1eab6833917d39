import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from "node:crypto";
import { promisify } from "node:util";
import { Broken } from "@millrace/platform/errors";

const derive = promisify(argon2);

/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane. About 25 ms. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const saltBytes = 16;
const keyBytes = 32;

/** The password as `$argon2id$v=19$m=…,t=…,p=…$salt$key` (PHC string format): its own cost goes with it. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const key = await keyOf(password, salt, cost);
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${encode(salt)}$${encode(key)}`;
}

/**
 * Whether a password is the one of a hash. Without a hash it takes as long and says no, so that the time of an answer
 * does not tell which addresses have an account. Throws Broken for a text that is no hash of ours.
 */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const { salt, key, parameters } = parse(hash ?? nobodysHash);
  const given = await keyOf(password, salt, parameters);
  return timingSafeEqual(given, key) && hash !== null;
}

/** Of a key nobody derived. */
const nobodysHash = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${encode(Buffer.alloc(saltBytes))}$${encode(Buffer.alloc(keyBytes))}`;

interface Cost {
  memory: number;
  passes: number;
  parallelism: number;
}

/** Passwords that look alike are alike: NFKC, as NIST SP 800-63B advises. */
function keyOf(password: string, salt: Buffer, parameters: Cost): Promise<Buffer> {
  const options: Argon2Parameters = {
    message: password.normalize("NFKC"),
    nonce: salt,
    tagLength: keyBytes,
    ...parameters,
  };
  return derive("argon2id", options);
}

function parse(hash: string): { salt: Buffer; key: Buffer; parameters: Cost } {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/u.exec(hash);
  const [, memory, passes, parallelism, salt, key] = match ?? [];
  if (salt === undefined || key === undefined) throw new Broken("A stored password hash is none of ours.");
  return {
    salt: Buffer.from(salt, "base64"),
    key: Buffer.from(key, "base64"),
    parameters: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
  };
}

function encode(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}
