import { gunzipSync } from "node:zlib";
import { decodeMulti } from "@msgpack/msgpack";
import { NeedsAttention, Rejected, Transient } from "@millrace/platform/errors";
import { z } from "zod";
import { jsonOf, vendorMessage, type SendCall, type TreasureDataAnswer } from "./call.ts";

/** A session's states in order (bulk_import_model.py of td-client-python). `unknown`: one that came later. */
export const sessionStatuses = ["uploading", "performing", "ready", "committing", "committed"] as const;

const orNull = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? null);

const shownSession = z
  .looseObject({
    status: z.string(),
    upload_frozen: z.boolean().nullish(),
    /** A number or a text, as versions have it. */
    job_id: orNull(z.union([z.string(), z.number().transform(String)])),
    valid_records: orNull(z.number()),
    error_records: orNull(z.number()),
    valid_parts: orNull(z.number()),
    error_parts: orNull(z.number()),
    database: orNull(z.string()),
    table: orNull(z.string()),
  })
  .transform((shown) => ({
    status: sessionStatuses.find((status) => status === shown.status) ?? ("unknown" as const),
    shownStatus: shown.status,
    isFrozen: shown.upload_frozen ?? false,
    jobId: shown.job_id,
    validRecords: shown.valid_records,
    errorRecords: shown.error_records,
    validParts: shown.valid_parts,
    errorParts: shown.error_parts,
    database: shown.database,
    table: shown.table,
  }));
export type ShownSession = z.output<typeof shownSession>;

const partList = z.looseObject({ parts: z.array(z.string()).nullish() });
const jobStatus = z.looseObject({ status: z.string() });
const tableList = z.looseObject({ tables: z.array(z.unknown()).nullish() });
/** The schema is JSON within JSON: [["name", "type", …], …]. */
const shownTable = z.looseObject({ schema: z.string().nullish() });
const tableSchema = z.array(z.tuple([z.string(), z.string()]).rest(z.unknown()));

/** "refused" (409): it is in that state already, or on its way there. */
export type Move = "done" | { refused: string };

/** Column and type, as Treasure Data's schema has them; more may follow (an alias, a description). */
export type SchemaEntry = readonly [name: string, type: string, ...more: unknown[]];

/** The calls of Treasure Data's API that a delivery makes. Every 404 is an answer; who asks knows what it means. */
export interface TreasureDataApi {
  /** Null: there is no such database. Throws `NeedsAttention` for a key that is refused. */
  countTables(database: string, signal: AbortSignal): Promise<number | null>;
  /** Null: no such session. */
  showSession(name: string, signal: AbortSignal): Promise<ShownSession | null>;
  listParts(name: string, signal: AbortSignal): Promise<string[]>;
  createSession(
    name: string,
    at: { database: string; table: string },
    signal: AbortSignal,
  ): Promise<"made" | "exists" | "no_table">;
  uploadPart(name: string, part: string, body: Uint8Array, signal: AbortSignal): Promise<Move>;
  /** freeze, unfreeze, perform and commit. */
  moveSession(
    name: string,
    move: "freeze" | "unfreeze" | "perform" | "commit",
    signal: AbortSignal,
  ): Promise<Move>;
  deleteSession(name: string, signal: AbortSignal): Promise<Move>;
  /** The first of the rows it refused, as JSON; null where it shows none. */
  firstErrorRecord(name: string, signal: AbortSignal): Promise<string | null>;
  /** "queued", "booting", "running", "success", "error" or "killed"; null: no such job. */
  jobStatus(id: string, signal: AbortSignal): Promise<string | null>;
  killJob(id: string, signal: AbortSignal): Promise<void>;
  createTable(
    at: { database: string; table: string },
    signal: AbortSignal,
  ): Promise<"made" | "exists" | "no_database">;
  /** A table that is not there is deleted already. */
  deleteTable(at: { database: string; table: string }, signal: AbortSignal): Promise<void>;
  /** In the place of the table of that name. false: there is no table `from`. */
  renameTable(at: { database: string; from: string; to: string }, signal: AbortSignal): Promise<boolean>;
  /** Null: no such table. */
  readSchema(at: { database: string; table: string }, signal: AbortSignal): Promise<SchemaEntry[] | null>;
  /** Columns the table does not have yet. */
  appendSchema(
    at: { database: string; table: string },
    added: readonly SchemaEntry[],
    signal: AbortSignal,
  ): Promise<Move>;
  /** All columns of the table. */
  replaceSchema(
    at: { database: string; table: string },
    schema: readonly SchemaEntry[],
    signal: AbortSignal,
  ): Promise<void>;
  importWithId(
    at: { database: string; table: string; uniqueId: string },
    body: Uint8Array,
    signal: AbortSignal,
  ): Promise<"done" | "no_table">;
}

export function createTreasureDataApi(send: SendCall): TreasureDataApi {
  const post = (call: string, path: readonly string[], signal: AbortSignal, more: object = {}) =>
    send({ call, method: "POST", path, ...more }, signal);
  const get = (
    call: string,
    path: readonly string[],
    signal: AbortSignal,
    accepts: readonly number[] = [404],
  ) => send({ call, method: "GET", path, accepts }, signal);
  return {
    countTables: async (database, signal) => {
      const answer = await get("table/list", ["table", "list", database], signal);
      return answer.status === 404 ? null : (read(tableList, answer, "table/list").tables?.length ?? 0);
    },
    showSession: async (name, signal) => {
      const answer = await get("bulk_import/show", ["bulk_import", "show", name], signal);
      return answer.status === 404 ? null : read(shownSession, answer, "bulk_import/show");
    },
    listParts: async (name, signal) => {
      const answer = await get("bulk_import/list_parts", ["bulk_import", "list_parts", name], signal);
      return answer.status === 404 ? [] : (read(partList, answer, "bulk_import/list_parts").parts ?? []);
    },
    createSession: async (name, { database, table }, signal) => {
      const path = ["bulk_import", "create", name, database, table];
      const { status } = await post("bulk_import/create", path, signal, { accepts: [404, 409] });
      if (status === 404) return "no_table";
      return status === 409 ? "exists" : "made";
    },
    uploadPart: async (name, part, body, signal) =>
      moveOf(
        await send(
          {
            call: "bulk_import/upload_part",
            method: "PUT",
            path: ["bulk_import", "upload_part", name, part],
            body,
            accepts: [409],
          },
          signal,
        ),
      ),
    moveSession: async (name, move, signal) =>
      moveOf(await post(`bulk_import/${move}`, ["bulk_import", move, name], signal, { accepts: [409, 422] })),
    deleteSession: async (name, signal) => {
      const accepts = [404, 409, 422];
      const answer = await post("bulk_import/delete", ["bulk_import", "delete", name], signal, { accepts });
      return answer.status === 404 ? "done" : moveOf(answer);
    },
    firstErrorRecord: async (name, signal) => {
      const path = ["bulk_import", "error_records", name];
      return get("bulk_import/error_records", path, signal).then(firstRecordOf, nullWhenTooLarge);
    },
    jobStatus: async (id, signal) => {
      const answer = await get("job/status", ["job", "status", id], signal);
      return answer.status === 404 ? null : read(jobStatus, answer, "job/status").status;
    },
    killJob: async (id, signal) => {
      // One that ended in the meantime can't be killed, and need not be.
      await post("job/kill", ["job", "kill", id], signal, { accepts: [404, 409, 422] });
    },
    createTable: async ({ database, table }, signal) => {
      const path = ["table", "create", database, table, "log"];
      const { status } = await post("table/create", path, signal, { accepts: [404, 409] });
      if (status === 404) return "no_database";
      return status === 409 ? "exists" : "made";
    },
    deleteTable: async ({ database, table }, signal) => {
      await post("table/delete", ["table", "delete", database, table], signal, { accepts: [404] });
    },
    renameTable: async ({ database, from, to }, signal) => {
      const path = ["table", "rename", database, from, to];
      const more = { query: { overwrite: "true" }, accepts: [404] };
      return (await post("table/rename", path, signal, more)).status !== 404;
    },
    readSchema: async ({ database, table }, signal) => {
      const answer = await get("table/show", ["table", "show", database, table], signal);
      if (answer.status === 404) return null;
      const { schema } = read(shownTable, answer, "table/show");
      if (schema == null || schema === "") return [];
      return tableSchema.parse(JSON.parse(schema));
    },
    appendSchema: async ({ database, table }, added, signal) => {
      const path = ["table", "append-schema", database, table];
      return moveOf(
        await post("table/append-schema", path, signal, { body: { schema: added }, accepts: [409, 422] }),
      );
    },
    replaceSchema: async ({ database, table }, schema, signal) => {
      const path = ["table", "update-schema", database, table];
      await post("table/update-schema", path, signal, { body: { schema } });
    },
    importWithId: async ({ database, table, uniqueId }, body, signal) => {
      const path = ["table", "import_with_id", database, table, uniqueId, "msgpack.gz"];
      const call = {
        call: "table/import_with_id",
        method: "PUT",
        path,
        body,
        at: "import",
        accepts: [404],
      } as const;
      return (await send(call, signal)).status === 404 ? "no_table" : "done";
    },
  };
}

const moveOf = (answer: TreasureDataAnswer): Move =>
  answer.status >= 400 ? { refused: vendorMessage(answer) } : "done";

function read<Schema extends z.ZodType>(
  schema: Schema,
  answer: TreasureDataAnswer,
  call: string,
): z.output<Schema> {
  const parsed = schema.safeParse(jsonOf(answer, call));
  if (parsed.success) return parsed.data;
  throw new Transient(
    `Treasure Data answered ${call} in an unknown form (${z.prettifyError(parsed.error)}). If this stays, check api_url.`,
    { facts: { call } },
  );
}

/** The body may be empty although there are some (td-client-ruby). */
function firstRecordOf({ status, body }: TreasureDataAnswer): string | null {
  if (status === 404 || body.length === 0) return null;
  for (const record of decodeMulti(gunzipSync(body), { useBigInt64: true }))
    return JSON.stringify(record, (_name, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
  return null;
}

/** More refused rows than the client takes say no more than their count does. */
function nullWhenTooLarge(error: unknown): null {
  if (error instanceof Rejected) return null;
  throw error;
}

/** For what only a person can mend at the vendor. */
export const missingDatabase = (database: string): NeedsAttention =>
  new NeedsAttention(
    `Treasure Data has no database "${database}" that this key may see. Create it there, or change the setting database.`,
    { facts: { setting: "database", database } },
  );
