import { z } from "@hono/zod-openapi";
import { answers, jsonAnswer, operation, pageParameters, type Api } from "@millrace/platform/api";
import { pageCursor } from "@millrace/platform/db";
import { listAudit, verifyAudit } from "@millrace/platform/audit";
import type { IdentityRoutesContext } from "../context.ts";
import { auditPage, auditVerdict } from "../contract.ts";

const auditCursor = pageCursor(z.object({ seq: z.int().positive() }));
const tags = ["Audit"];

/** `GET /audit`, `GET /audit/verify`. */
export function addAuditRoutes(api: Api, { db }: IdentityRoutesContext): void {
  const query = pageParameters.extend({
    action: z
      .string()
      .max(80)
      .optional()
      .openapi({ description: 'noun.verb, or a noun and all its verbs ("person")', example: "person" }),
    actor: z.string().max(200).optional().openapi({ description: "Id of who did it" }),
    subject: z.string().max(300).optional().openapi({ description: "Id of the thing it was done to" }),
  });
  const list = operation("audit:read", {
    method: "get",
    path: "/audit",
    tags,
    summary: "Who did what, newest first",
    request: { query },
    responses: { 200: jsonAnswer(auditPage, "A page of entries"), 400: answers.badRequest },
  });
  api.openapi(list, async (c) => {
    const { limit, cursor, action, actor, subject } = c.req.valid("query");
    const filter = { beforeSeq: auditCursor.decode(cursor)?.seq, action, actorId: actor, subject };
    const found = await listAudit(db.pool, filter, limit + 1);
    const items = found
      .slice(0, limit)
      .map(({ seq, at, actor: by, action: done, subject: to, detail, hash }) => ({
        seq,
        at,
        actor: by,
        action: done,
        subject: to,
        detail: { ...detail },
        hash,
      }));
    const last = found.length > limit ? items.at(-1) : undefined;
    return c.json({ items, next_cursor: last === undefined ? null : auditCursor.encode(last) }, 200);
  });

  const verify = operation("audit:read", {
    method: "get",
    path: "/audit/verify",
    tags,
    summary: "Compute every hash of the trail again, and name the first entry that is not as it was written",
    responses: { 200: jsonAnswer(auditVerdict, "Intact, or where it is broken") },
  });
  api.openapi(verify, async (c) => {
    const { isIntact, rows, head, firstBroken } = await verifyAudit(db.pool);
    return c.json({ is_intact: isIntact, rows, head, first_broken: firstBroken }, 200);
  });
}
