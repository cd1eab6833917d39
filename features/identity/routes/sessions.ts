import { z } from "@hono/zod-openapi";
import {
  answers,
  authorized,
  HttpProblem,
  jsonAnswer,
  operation,
  problemAnswer,
  type Api,
} from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { inTransaction } from "@millrace/platform/db";
import type { IdentityRoutesContext } from "../context.ts";
import { revokedCount, sessionList } from "../contract.ts";
import { deleteSession, deleteSessions, listSessions } from "../queries/sessions.ts";
import { ownAccount } from "./own-account.ts";
import { publishRevoked } from "./revoke.ts";

const tags = ["Account"];
const noAccount = problemAnswer("Whoever asks has no account");

/** `GET /me/sessions`, `DELETE /me/sessions`, `DELETE /me/sessions/{id}`. */
export function addSessionRoutes(api: Api, context: IdentityRoutesContext): void {
  const { db, clock, credentials } = context;
  const list = operation("account:read", {
    method: "get",
    path: "/me/sessions",
    tags,
    summary: "Where one is signed in, the device seen last first; empty for whoever has no account",
    responses: { 200: jsonAnswer(sessionList, "Sessions that hold") },
  });
  api.openapi(list, async (c) => {
    const credential = c.get("credential");
    if (credential === null) return c.json({ items: [] }, 200);
    const current = credential.kind === "session" ? credential.id : null;
    const now = new Date(clock.now());
    return c.json({ items: await listSessions(db.pool, credential.personId, current, now) }, 200);
  });

  const endOthers = operation("account:write", {
    method: "delete",
    path: "/me/sessions",
    tags,
    summary: "Sign out everywhere else",
    responses: { 200: jsonAnswer(revokedCount, "How many sessions ended"), 409: noAccount },
  });
  api.openapi(endOthers, async (c) => {
    const actor = authorized(c, "account:write");
    const { id, personId } = ownAccount(c);
    const ended = await inTransaction(db.pool, async (client) => {
      const ids = await deleteSessions(client, personId, id);
      await publishRevoked(client, ids);
      const detail = { sessions: ids };
      if (ids.length > 0)
        await recordAudit(client, { actor, action: "session.revoked", subject: null, detail });
      return ids;
    });
    credentials.forget(ended);
    return c.json({ count: ended.length }, 200);
  });

  const endOne = operation("account:write", {
    method: "delete",
    path: "/me/sessions/{id}",
    tags,
    summary: "Sign out on one device",
    request: { params: z.object({ id: z.uuid() }) },
    responses: {
      204: { description: "That session ended" },
      400: answers.badRequest,
      404: answers.notFound,
      409: noAccount,
    },
  });
  api.openapi(endOne, async (c) => {
    const actor = authorized(c, "account:write");
    const { id } = c.req.valid("param");
    const { personId } = ownAccount(c);
    await inTransaction(db.pool, async (client) => {
      if (!(await deleteSession(client, personId, id)))
        throw new HttpProblem(404, "session_not_found", `You have no session ${id}.`, {
          action: "It may have ended already: look at the list again.",
        });
      await publishRevoked(client, [id]);
      await recordAudit(client, { actor, action: "session.revoked", subject: id, detail: {} });
    });
    credentials.forget([id]);
    return c.body(null, 204);
  });
}
