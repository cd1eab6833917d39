import type { Context } from "hono";
import type { ApiVariables } from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { inTransaction } from "@millrace/platform/db";
import type { IdentityContext } from "../context.ts";
import { deleteSession } from "../queries/sessions.ts";
import { publishRevoked } from "./revoke.ts";

/** Ends the session a request came with, if it came with one. */
export async function endOwnSession(
  { db, credentials }: IdentityContext,
  c: Context<{ Variables: ApiVariables }>,
): Promise<void> {
  const [actor, credential] = [c.get("actor"), c.get("credential")];
  if (actor === null || credential?.kind !== "session") return;
  await inTransaction(db.pool, async (client) => {
    if (!(await deleteSession(client, credential.personId, credential.id))) return;
    await publishRevoked(client, [credential.id]);
    await recordAudit(client, { actor, action: "session.ended", subject: credential.id, detail: {} });
  });
  credentials.forget([credential.id]);
}
