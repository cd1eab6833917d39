import type { Context } from "hono";
import type { PoolClient } from "pg";
import { clientAddress, HttpProblem, isLoopbackName } from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import type { IdentityContext } from "../context.ts";
import type { Person } from "../contract.ts";
import { insertSession, type SignInMethod } from "../queries/sessions.ts";
import { newSecret } from "../secrets/secret.ts";
import { auditActor } from "./audit-actor.ts";
import { describeDevice } from "./device.ts";

/** A session that has begun: set the cookie with its secret once the transaction is committed. */
export interface BegunSession {
  id: string;
  secret: string;
}

/** Begins a session in the caller's transaction. */
export async function beginSession(
  context: IdentityContext,
  client: PoolClient,
  c: Context,
  person: Person,
  method: SignInMethod,
): Promise<BegunSession> {
  const secret = newSecret();
  const device = describeDevice(c.req.header("user-agent"));
  const address = clientAddress(c);
  const now = new Date(context.clock.now());
  const session = { personId: person.id, tokenHash: secret.hash, method, device, address };
  const id = await insertSession(client, session, now);
  await recordAudit(client, {
    actor: auditActor(person),
    action: "session.started",
    subject: id,
    detail: { method, device, address },
  });
  return { id, secret: secret.text };
}

/** Over plain HTTP a browser would throw the cookie away, and the next request would be nobody's: say so before. */
export function assertCookieHolds({ isBehindTls }: IdentityContext, c: Context): void {
  const host = c.req.header("host") ?? "";
  if (isBehindTls() || isLoopbackName(host)) return;
  throw new HttpProblem(409, "needs_tls", `Nobody can sign in at http://${host}: it is not encrypted.`, {
    action:
      "Serve it over HTTPS and set MILLRACE_PUBLIC_URL to that address, or open it on the machine itself.",
  });
}
