import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { encode } from "@msgpack/msgpack";
import type { Hono } from "hono";
import type { Account } from "./account.ts";
import { answerCall, refuse, type TreasureDataEnv } from "./answer.ts";
import { readUpload } from "./row-chunk.ts";
import { isRefusal, type Refusal, type SessionReport } from "./sessions.ts";

const zip = promisify(gzip);

/** /v3/bulk_import and the jobs of `perform`. */
export function bulkRoutes(app: Hono<TreasureDataEnv>, account: Account): void {
  const { options } = account;
  const sessionAnswer = (name: string, refusal: Refusal | null): Response =>
    refusal === null ? Response.json({ name, bulk_import: name }) : refuse(refusal);
  const unknown = (name: string): Response =>
    refuse({ status: 404, message: `Bulk import ${name} does not exist` });

  app.get("/v3/bulk_import/list", (context) =>
    answerCall(context, account, "bulk_import/list", () =>
      Response.json({ bulk_imports: account.sessions.list().map((session) => shown(session, account)) }),
    ),
  );
  app.post("/v3/bulk_import/create/:name/:database/:table", (context) =>
    answerCall(context, account, "bulk_import/create", () => {
      const { name, database, table } = context.req.param();
      const found = account.tables.find(database, table);
      if (found === null)
        return refuse({ status: 404, message: `Table ${database}.${table} does not exist` });
      return sessionAnswer(name, account.sessions.create(name, found));
    }),
  );
  app.get("/v3/bulk_import/show/:name", (context) =>
    answerCall(context, account, "bulk_import/show", () => {
      const session = account.sessions.show(context.req.param("name"));
      return session === null ? unknown(context.req.param("name")) : Response.json(shown(session, account));
    }),
  );
  app.get("/v3/bulk_import/list_parts/:name", (context) =>
    answerCall(context, account, "bulk_import/list_parts", () => {
      const name = context.req.param("name");
      const session = account.sessions.show(name);
      return session === null
        ? unknown(name)
        : Response.json({ name, bulk_import: name, parts: session.parts });
    }),
  );
  app.put("/v3/bulk_import/upload_part/:name/:part", (context) =>
    answerCall(context, account, "bulk_import/upload_part", async (body) => {
      const { name, part } = context.req.param();
      if ((part.match(/\./gu) ?? []).length > 1 || part.includes("/"))
        return refuse({ status: 422, message: "A part's name has at most one dot and no slash" });
      const upload = await readUpload(body, { ...options.keep, mostKeys: options.switches().mostKeysBulk });
      if (upload.problem !== null)
        return refuse({ status: 400, message: `The part can't be read: ${upload.problem}` });
      return sessionAnswer(name, account.sessions.upload(name, part, upload));
    }),
  );
  app.post("/v3/bulk_import/delete_part/:name/:part", (context) =>
    answerCall(context, account, "bulk_import/delete_part", () => {
      const { name, part } = context.req.param();
      return sessionAnswer(name, account.sessions.deletePart(name, part));
    }),
  );
  for (const move of ["freeze", "unfreeze", "commit", "delete"] as const)
    app.post(`/v3/bulk_import/${move}/:name`, (context) =>
      answerCall(context, account, `bulk_import/${move}`, () => {
        const name = context.req.param("name");
        return sessionAnswer(name, account.sessions[move](name));
      }),
    );
  app.post("/v3/bulk_import/perform/:name", (context) =>
    answerCall(context, account, "bulk_import/perform", () => {
      const name = context.req.param("name");
      const fails = options.faults.strikes("job_fails", "bulk_import/perform") !== null;
      const refuses = options.faults.strikes("records_refused", "bulk_import/perform")?.records ?? 0;
      const job = account.sessions.perform(name, { fails, refuses });
      if (isRefusal(job)) return refuse(job);
      return Response.json({ name, bulk_import: name, job_id: jobId(job.id, account) });
    }),
  );
  app.get("/v3/bulk_import/error_records/:name", (context) =>
    answerCall(context, account, "bulk_import/error_records", async () => {
      const refused = account.sessions.refused(context.req.param("name"));
      if (refused === null) return unknown(context.req.param("name"));
      if (refused.length === 0 || options.switches().errorRecords === "empty")
        return new Response(new Uint8Array());
      const rows = refused.map(({ record }) => encode(record, { useBigInt64: true }));
      return new Response(await zip(Buffer.concat(rows)));
    }),
  );
  app.get("/v3/job/status/:id", (context) =>
    answerCall(context, account, "job/status", () => {
      const id = Number(context.req.param("id"));
      const status = account.sessions.jobStatus(id);
      if (status === null) return refuse({ status: 404, message: `Job ${id} does not exist` });
      return Response.json({ job_id: jobId(id, account), status });
    }),
  );
  app.post("/v3/job/kill/:id", (context) =>
    answerCall(context, account, "job/kill", () => {
      const id = Number(context.req.param("id"));
      const former = account.sessions.jobStatus(id);
      if (!account.sessions.killJob(id)) return refuse({ status: 404, message: `Job ${id} does not exist` });
      return Response.json({ job_id: jobId(id, account), former_status: former });
    }),
  );
}

/** Counts are null until a session was performed (comment in td-client-java). */
const noCounts = { validRecords: null, errorRecords: null, validParts: null, errorParts: null };

function shown(session: SessionReport, account: Account): Record<string, unknown> {
  const { name, database, table, status, isFrozen } = session;
  const counts = session.counts ?? noCounts;
  return {
    name,
    bulk_import: name,
    database,
    table,
    status,
    upload_frozen: isFrozen,
    job_id: session.jobId === null ? null : jobId(session.jobId, account),
    valid_records: counts.validRecords,
    error_records: counts.errorRecords,
    valid_parts: counts.validParts,
    error_parts: counts.errorParts,
  };
}

const jobId = (id: number, account: Account): string | number =>
  account.options.switches().jobIds === "number" ? id : String(id);
