import { z } from "@hono/zod-openapi";
import {
  answers,
  HttpProblem,
  jsonAnswer,
  operation,
  pageParameters,
  type Api,
} from "@millrace/platform/api";
import { pageCursor } from "@millrace/platform/db";
import {
  exportChunks,
  exportContentTypes,
  exportFileName,
  type ExportTable,
} from "@millrace/platform/exports";
import { certificate, deadRecord, rowTrace, syncDiff, type DeadRecord } from "../contract.ts";
import { countBySecond, listDeadRecords, listSyncPages } from "../queries/proof.ts";
import { readProof } from "../queries/syncs.ts";
import { readDiff } from "../sync/read-diff.ts";
import { parseRowPlace, readLoggedPage, traceRow, type Tracing } from "../sync/trace-row.ts";
import type { ConnectContext } from "../workflows/dependencies.ts";
import { budgetOf, existingSync, syncId, syncTags } from "./route-parts.ts";

const refusals = { 400: answers.badRequest, 404: answers.notFound };
const numberCursor = pageCursor<{ after: number }>(z.object({ after: z.int().nonnegative() }));

/** What a sync leaves behind: certificate, diff, dead letters, pages, rate; and the way back from a row. */
export function addProofRoutes(api: Api, context: ConnectContext): void {
  const tracing: Tracing = {
    db: context.db.pool,
    objects: context.objects,
    shelf: context.shelf,
    secrets: context.secrets,
  };
  addCertificate(api, context, tracing);
  addDeadRecords(api, context);
  addPages(api, context, tracing);
  addRate(api, context);
  addTrace(api, tracing);
}

function addCertificate(api: Api, context: ConnectContext, tracing: Tracing): void {
  const route = operation("connect:read", {
    method: "get",
    path: "/syncs/{id}/certificate",
    tags: syncTags,
    summary: "The proof a sync leaves behind: what was read and delivered, and the equations that must hold",
    request: { params: syncId },
    responses: { 200: jsonAnswer(certificate, "The certificate"), ...refusals },
  });
  api.openapi(route, async (c) => {
    const { id } = await existingSync(context, c.req.valid("param").id);
    const proof = await readProof(context.db.pool, id);
    if (proof?.certificate != null) return c.json(proof.certificate, 200);
    throw new HttpProblem(
      404,
      "no_certificate",
      `The sync ${id} has no certificate: it is not done, or did not get so far.`,
      {
        action: "Look at its status.",
      },
    );
  });
  const diff = operation("connect:read", {
    method: "get",
    path: "/syncs/{id}/diff",
    tags: syncTags,
    summary: "What a sync would add, change and remove, as its dry run found",
    request: { params: syncId },
    responses: { 200: jsonAnswer(syncDiff, "The diff"), ...refusals },
  });
  api.openapi(diff, async (c) => {
    const { id } = await existingSync(context, c.req.valid("param").id);
    const proof = await readProof(context.db.pool, id);
    if (proof?.diff != null) return c.json(await readDiff(tracing, id, proof.diff), 200);
    throw new HttpProblem(404, "no_diff", `The sync ${id} is no dry run, or is not done.`, {
      action: "Start one with POST /api/v1/connections/{id}/dry-run.",
    });
  });
}

const deadTable: ExportTable<DeadRecord> = {
  name: "dead-records",
  columns: [
    { name: "stream", type: "text", description: "Stream", value: (row) => row.stream },
    { name: "page", type: "integer", description: "Page of the log", value: (row) => row.page },
    { name: "offset", type: "integer", description: "Place in the page", value: (row) => row.offset },
    { name: "code", type: "text", description: "Kind of reason", value: (row) => row.code },
    { name: "reason", type: "text", description: "Why it was put aside", value: (row) => row.reason },
    {
      name: "record",
      type: "text",
      description: "JSON as the source gave it",
      isLong: true,
      value: (row) => row.record,
    },
  ],
};

function addDeadRecords(api: Api, context: ConnectContext): void {
  const file = operation("connect:read", {
    method: "get",
    path: "/syncs/{id}/dead-records/export",
    tags: syncTags,
    summary: "Everything a sync put aside, as a file",
    request: { params: syncId, query: z.object({ format: z.enum(["csv", "jsonl"]).default("csv") }) },
    responses: {
      200: {
        description: "The file",
        content: { "text/csv": { schema: z.string() }, "application/x-ndjson": { schema: z.string() } },
      },
      ...refusals,
    },
  });
  api.openapi(file, async (c) => {
    const { id } = await existingSync(context, c.req.valid("param").id);
    const { format } = c.req.valid("query");
    const name = exportFileName(format, deadTable.name, id, new Date(context.clock.now()));
    const chunks = exportChunks(format, deadTable, allDeadRecords(context, id));
    return c.body(ReadableStream.from(chunks) as ReadableStream<Uint8Array>, 200, {
      "content-type": exportContentTypes[format],
      "content-disposition": `attachment; filename="${name}"`,
    });
  });
  const list = operation("connect:read", {
    method: "get",
    path: "/syncs/{id}/dead-records",
    tags: syncTags,
    summary: "Records a sync put aside, with the reason",
    request: { params: syncId, query: pageParameters },
    responses: {
      200: jsonAnswer(
        z.object({ items: z.array(deadRecord), next_cursor: z.string().nullable() }),
        "One page of them",
      ),
      ...refusals,
    },
  });
  api.openapi(list, async (c) => {
    const { id } = await existingSync(context, c.req.valid("param").id);
    const { limit, cursor } = c.req.valid("query");
    const after = numberCursor.decode(cursor)?.after ?? 0;
    const found = await listDeadRecords(context.db.pool, id, { after, limit: limit + 1 });
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return c.json(
      { items, next_cursor: last === undefined ? null : numberCursor.encode({ after: last.id }) },
      200,
    );
  });
}

async function* allDeadRecords({ db }: ConnectContext, id: string): AsyncGenerator<DeadRecord> {
  for (let after = 0; ;) {
    const found = await listDeadRecords(db.pool, id, { after, limit: 500 });
    yield* found;
    const last = found.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

const loggedPage = z
  .object({
    number: z.int(),
    stream: z.string(),
    bytes: z.int(),
    origin: z.string(),
    request_id: z.string().nullable(),
    fetched_at: z.string(),
    hash: z.string(),
  })
  .openapi("LoggedPage");

function addPages(api: Api, context: ConnectContext, tracing: Tracing): void {
  const list = operation("connect:read", {
    method: "get",
    path: "/syncs/{id}/pages",
    tags: syncTags,
    summary: "The page log of a sync: every answer of the source",
    request: { params: syncId, query: pageParameters },
    responses: {
      200: jsonAnswer(
        z.object({ items: z.array(loggedPage), next_cursor: z.string().nullable() }),
        "One page of them",
      ),
      ...refusals,
    },
  });
  api.openapi(list, async (c) => {
    const stored = await existingSync(context, c.req.valid("param").id);
    const { limit, cursor } = c.req.valid("query");
    const after = numberCursor.decode(cursor)?.after ?? 0;
    const found = await listSyncPages(context.db.pool, stored.replayOf ?? stored.id, {
      after,
      limit: limit + 1,
    });
    const kept = found.slice(0, limit);
    const last = found.length > limit ? kept.at(-1) : undefined;
    const items = kept.map((page) => ({
      number: page.number,
      stream: page.stream,
      bytes: page.byteLength,
      origin: page.origin,
      request_id: page.requestId,
      fetched_at: page.fetchedAt,
      hash: page.bodyHash,
    }));
    return c.json(
      { items, next_cursor: last === undefined ? null : numberCursor.encode({ after: last.number }) },
      200,
    );
  });
  const read = operation("connect:read", {
    method: "get",
    path: "/syncs/{id}/pages/{number}",
    tags: syncTags,
    summary: "One answer of the source, as text",
    request: {
      params: syncId.extend({
        number: z.coerce
          .number()
          .int()
          .min(1)
          .max(2_000_000_000)
          .openapi({ param: { name: "number", in: "path" } }),
      }),
    },
    responses: {
      200: { description: "The answer", content: { "text/plain": { schema: z.string() } } },
      ...refusals,
    },
  });
  api.openapi(read, async (c) => {
    const { id, number } = c.req.valid("param");
    const stored = await existingSync(context, id);
    const { body } = await readLoggedPage(tracing, { syncId: stored.replayOf ?? stored.id, page: number });
    // Somebody else's bytes: never run as a page of ours.
    return c.text(new TextDecoder().decode(body), 200);
  });
}

function addRate(api: Api, context: ConnectContext): void {
  const route = operation("connect:read", {
    method: "get",
    path: "/syncs/{id}/rate",
    tags: syncTags,
    summary: "Requests per second over a sync, against the limit",
    request: { params: syncId },
    responses: {
      200: jsonAnswer(
        z
          .object({
            limit_per_second: z.number().nullable(),
            limited: z.int(),
            points: z.array(z.object({ at: z.string(), requests: z.int() })),
          })
          .openapi("SyncRate"),
        "Seconds in which something was fetched",
      ),
      ...refusals,
    },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const stored = await existingSync(context, id);
    const budget = await budgetOf(context, stored);
    return c.json(
      {
        limit_per_second: budget?.requests_per_second ?? null,
        limited: stored.limited,
        points: await countBySecond(context.db.pool, id),
      },
      200,
    );
  });
}

function addTrace(api: Api, tracing: Tracing): void {
  const route = operation("connect:read", {
    method: "get",
    path: "/connect/trace",
    tags: syncTags,
    summary: "From a delivered row back to the answer it was read from",
    request: {
      query: z.object({
        row: z.string().max(120).openapi({
          description: "_run:_page:_offset of the row",
          example: "yotpo-to-td-3f9c2a-20261129t030000z:17:42",
        }),
      }),
    },
    responses: { 200: jsonAnswer(rowTrace, "Where it comes from"), ...refusals },
  });
  api.openapi(route, async (c) => {
    const { row } = c.req.valid("query");
    const place = parseRowPlace(row);
    if (place === null)
      throw new HttpProblem(400, "row_invalid", `"${row}" is no place of a row.`, {
        field: "query.row",
        action: "Write _run, _page and _offset of the row with colons between them, as my-sync:17:42.",
      });
    return c.json(await traceRow(tracing, place), 200);
  });
}
