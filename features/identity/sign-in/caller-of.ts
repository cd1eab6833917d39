import type { Context } from "hono";
import { timingSafeEqual } from "node:crypto";
import {
  clientAddress,
  HttpProblem,
  isFromThisMachine,
  type Actor,
  type Credential,
  type Permission,
} from "@millrace/platform/api";
import { hashSecret } from "../secrets/secret.ts";
import type { Credentials } from "./credentials.ts";
import { readSessionCookie } from "./session-cookie.ts";

/** Who asks; both null for nobody. */
export interface Found {
  actor: Actor | null;
  credential: Credential | null;
}

export interface CallerOptions {
  credentials: Credentials;
  /** What an owner may do. */
  everything: () => ReadonlySet<Permission>;
  /** Whether whoever asks from this machine is the visitor of a demo. */
  isOpen: boolean;
  /** SHA-256 of the secret in the data folder, which whoever owns the folder can read. */
  localHash: string;
}

/**
 * Who asks, by what they show: an API token or the data folder's secret as `Authorization: Bearer …`, else a session's
 * cookie, else, in a demo on this machine, nothing. Throws 401 for a bearer that opens nothing.
 */
export async function callerOf(c: Context, options: CallerOptions): Promise<Found> {
  const authorization = c.req.header("authorization");
  if (authorization !== undefined) return await bearerOf(authorization, options);
  const cookie = readSessionCookie(c);
  const caller = cookie === null ? null : await options.credentials.ofSession(cookie, clientAddress(c));
  if (caller !== null) return caller;
  if (!options.isOpen || !isFromThisMachine(c)) return { actor: null, credential: null };
  return { actor: ownerActor("demo", "Demo", options), credential: null };
}

async function bearerOf(authorization: string, options: CallerOptions): Promise<Found> {
  const secret = /^Bearer +([\w~+/.=-]+)$/iu.exec(authorization)?.[1] ?? "";
  if (isLocal(secret, options.localHash))
    return { actor: ownerActor("system", "command line", options), credential: null };
  const caller = secret === "" ? null : await options.credentials.ofToken(secret);
  if (caller !== null) return caller;
  throw new HttpProblem(
    401,
    "token_not_valid",
    "This API token opens nothing: it was revoked, has ended, or never was.",
    {
      action: "Make another one under Account, API tokens, and send it as Authorization: Bearer mrt_….",
    },
  );
}

function isLocal(secret: string, localHash: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret)), Buffer.from(localHash));
}

function ownerActor(kind: "demo" | "system", name: string, { everything }: CallerOptions): Actor {
  return { kind, id: kind === "demo" ? "demo" : "command-line", name, permissions: everything() };
}
