import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { z } from "@hono/zod-openapi";
import type { Engine } from "@millrace/engine";
import { answers, authorized, HttpProblem, jsonAnswer, operation, type Api } from "@millrace/platform/api";
import { isBackupName, listBackups, type StoredBackup } from "@millrace/platform/backup";
import { newId } from "@millrace/platform/ids";
import { makeBackup, rowsOf, type BackupDependencies } from "../backups/make-backup.ts";
import { cronOf, nextPlanned } from "../backups/plan.ts";
import { backupList, startedBackup, type BackupFile, type BackupList } from "../backups-contract.ts";
import { audited } from "./operate/audited.ts";

const tags = ["Backups"];

export interface BackupRoutesContext extends BackupDependencies {
  engine: Engine;
}

const named = z.object({
  name: z
    .string()
    .refine(isBackupName, "a backup's name looks like millrace-2026-11-24T03-00-00Z.tar")
    .openapi({ param: { name: "name", in: "path" }, example: "millrace-2026-11-24T03-00-00Z.tar" }),
});

/** `GET /backups`, `POST /backups`, `GET /backups/{name}`, `DELETE /backups/{name}`. */
export function addBackupRoutes(api: Api, context: BackupRoutesContext): void {
  addListRoute(api, context);
  addStartRoute(api, context);
  addDownloadRoute(api, context);
  addDeleteRoute(api, context);
}

function addListRoute(api: Api, context: BackupRoutesContext): void {
  const route = operation("backups:read", {
    method: "get",
    path: "/backups",
    tags,
    summary: "The backups there are, when the next is made, and the one being made now",
    responses: { 200: jsonAnswer(backupList, "The newest first") },
  });
  api.openapi(route, async (c) => c.json(await readBackups(context), 200));
}

function addStartRoute(api: Api, context: BackupRoutesContext): void {
  const route = operation("backups:write", {
    method: "post",
    path: "/backups",
    tags,
    summary: "Make a backup now, while everything goes on",
    responses: { 202: jsonAnswer(startedBackup, "The run that makes it; Location has its address") },
  });
  api.openapi(route, async (c) => {
    const actor = authorized(c, "backups:write");
    const act = { action: "backup.start", subject: null };
    const { runId } = await audited(context.db.pool, actor, act, () =>
      context.engine.start(makeBackup, { isPlanned: false }, { key: newId() }),
    );
    return c.json({ run_id: runId }, 202, { location: `/api/v1/runs/${encodeURIComponent(runId)}` });
  });
}

function addDownloadRoute(api: Api, context: BackupRoutesContext): void {
  const route = operation("backups:read", {
    method: "get",
    path: "/backups/{name}",
    tags,
    summary: "Download a backup; it holds everything but the key of encrypted settings",
    request: { params: named },
    responses: {
      200: {
        description: "The archive",
        content: { "application/x-tar": { schema: z.string().openapi({ format: "binary" }) } },
      },
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { name } = c.req.valid("param");
    const path = await pathOf(context, name);
    const act = { action: "backup.download", subject: name };
    const { size } = await audited(context.db.pool, authorized(c, "backups:read"), act, () => stat(path));
    return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>, {
      headers: {
        "content-type": "application/x-tar",
        "content-length": String(size),
        "content-disposition": `attachment; filename="${name}"`,
      },
    });
  });
}

function addDeleteRoute(api: Api, context: BackupRoutesContext): void {
  const route = operation("backups:write", {
    method: "delete",
    path: "/backups/{name}",
    tags,
    summary: "Delete a backup for good",
    request: { params: named },
    responses: {
      204: { description: "It is gone" },
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { name } = c.req.valid("param");
    const path = await pathOf(context, name);
    const act = { action: "backup.delete", subject: name };
    await audited(context.db.pool, authorized(c, "backups:write"), act, () => rm(path, { force: true }));
    return c.body(null, 204);
  });
}

/** Names have one shape, so none leads out of the folder. */
async function pathOf({ folder }: BackupRoutesContext, name: string): Promise<string> {
  const path = join(folder, name);
  const isThere = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isThere) return path;
  throw new HttpProblem(404, "backup_not_found", `There is no backup ${name}.`, {
    field: "param.name",
    action: "GET /api/v1/backups lists those there are.",
  });
}

async function readBackups({ folder, plan, engine }: BackupRoutesContext): Promise<BackupList> {
  const now = plan();
  const nextMs = nextPlanned(now, Date.now());
  const runs = await engine.list({ workflow: makeBackup.id, status: "running", limit: 1 });
  const running = runs.items[0];
  return {
    items: (await listBackups(folder)).map(viewOf),
    folder,
    schedule: cronOf(now),
    keep: now.keep,
    next_at: nextMs === null ? null : new Date(nextMs).toISOString(),
    running: running === undefined ? null : { run_id: running.runId, started_at: running.startedAt },
  };
}

function viewOf({ name, bytes, modifiedAt, manifest, problem }: StoredBackup): BackupFile {
  const known =
    manifest === null
      ? { created_at: modifiedAt.toISOString(), tables: 0, rows: 0, objects: 0, version: "" }
      : {
          created_at: manifest.created_at,
          tables: manifest.tables.length,
          rows: rowsOf(manifest),
          objects: manifest.objects.count,
          version: manifest.version,
        };
  return { name, bytes, problem, ...known };
}
