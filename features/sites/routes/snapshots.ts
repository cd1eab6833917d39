import { z } from "@hono/zod-openapi";
import { answers, authorized, jsonAnswer, operation, pageParameters, type Api } from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { inTransaction } from "@millrace/platform/db";
import { bulkResult, restorePreview, snapshot, workspace } from "../contract.ts";
import { listSnapshots } from "../queries/snapshots.ts";
import { existingSnapshot, previewRestore, restoreSnapshot } from "../snapshots/restore-snapshot.ts";
import { saveSnapshot } from "../snapshots/save-snapshot.ts";
import type { SitesRoutesContext } from "./context.ts";

const tags = ["Website snapshots"];

const snapshotId = z.object({ id: z.uuid().openapi({ param: { name: "id", in: "path" } }) });

const newSnapshot = z.strictObject({
  workspace: workspace.default("production"),
  reason: z.string().trim().min(1).max(200).default("Made by hand"),
});

/** Listing and making snapshots, and restoring one. */
export function addSnapshotRoutes(api: Api, context: SitesRoutesContext): void {
  addList(api, context);
  addMake(api, context);
  addPreview(api, context);
  addRestore(api, context);
}

function addList(api: Api, { db }: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/scraping/snapshots",
    tags,
    summary: "List snapshots of the websites, newest first",
    request: { query: pageParameters.extend({ workspace: workspace.default("production") }) },
    responses: {
      200: jsonAnswer(
        z.object({ items: z.array(snapshot), next_cursor: z.string().nullable() }),
        "One page of snapshots",
      ),
      400: answers.badRequest,
    },
  });
  api.openapi(route, async (c) => {
    const { workspace: of, ...paging } = c.req.valid("query");
    return c.json(await listSnapshots(db.pool, of, paging), 200);
  });
}

function addMake(api: Api, { db }: SitesRoutesContext): void {
  const route = operation("sites:write", {
    method: "post",
    path: "/scraping/snapshots",
    tags,
    summary: "Keep the websites as they are; such a snapshot is never pruned",
    request: { body: { required: true, content: { "application/json": { schema: newSnapshot } } } },
    responses: {
      201: jsonAnswer(snapshot, "The snapshot"),
      400: answers.badRequest,
      415: answers.badRequest,
    },
  });
  api.openapi(route, async (c) => {
    const actor = authorized(c, "sites:write");
    const wanted = { ...c.req.valid("json"), createdBy: actor.name, isAutomatic: false };
    const made = await inTransaction(db.pool, async (client) => {
      const id = await saveSnapshot(client, wanted);
      const { workspace: of, reason } = wanted;
      await recordAudit(client, {
        actor,
        action: "site_snapshot.made",
        subject: id,
        detail: { workspace: of, reason },
      });
      return existingSnapshot(client, id);
    });
    return c.json(made, 201);
  });
}

function addPreview(api: Api, { db }: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/scraping/snapshots/{id}/preview",
    tags,
    summary: "What restoring a snapshot would do; its token is what the restore is asked with",
    request: { params: snapshotId },
    responses: {
      200: jsonAnswer(restorePreview, "What would change"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => c.json(await previewRestore(db.pool, c.req.valid("param").id), 200));
}

function addRestore(api: Api, { db }: SitesRoutesContext): void {
  const route = operation("sites:write", {
    method: "post",
    path: "/scraping/snapshots/{id}/restore",
    tags,
    summary: "Make the websites what they were; a snapshot that undoes it is made first",
    request: {
      params: snapshotId,
      body: {
        required: true,
        content: { "application/json": { schema: z.strictObject({ token: z.string().max(100) }) } },
      },
    },
    responses: {
      200: jsonAnswer(bulkResult, "Restored"),
      400: answers.badRequest,
      404: answers.notFound,
      409: answers.conflict,
      415: answers.badRequest,
      422: answers.badRequest,
    },
  });
  api.openapi(route, async (c) => {
    const { token } = c.req.valid("json");
    const { id } = c.req.valid("param");
    return c.json(await restoreSnapshot(authorized(c, "sites:write"), db, id, token), 200);
  });
}
