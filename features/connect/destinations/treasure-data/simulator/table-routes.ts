import type { Hono } from "hono";
import { z } from "zod";
import type { Account } from "./account.ts";
import { answerCall, refuse, type TreasureDataContext, type TreasureDataEnv } from "./answer.ts";
import type { TreasureDataCallName } from "./faults.ts";
import { readUpload } from "./row-chunk.ts";
import { reportTable, type ColumnEntry, type SimulatedTable } from "./tables.ts";

const schemaBody = z.looseObject({ schema: z.array(z.tuple([z.string(), z.string()]).rest(z.unknown())) });

/** /v3/database and /v3/table. */
export function tableRoutes(app: Hono<TreasureDataEnv>, account: Account): void {
  app.get("/v3/database/list", (context) =>
    answerCall(context, account, "database/list", () =>
      Response.json({ databases: account.tables.databases().map((name) => ({ name, count: 0 })) }),
    ),
  );
  app.get("/v3/table/list/:database", (context) =>
    answerCall(context, account, "table/list", () => {
      const database = context.req.param("database");
      if (!account.tables.hasDatabase(database)) return noDatabase(database);
      return Response.json({ database, tables: account.tables.in(database).map(shown) });
    }),
  );
  app.post("/v3/table/create/:database/:table/log", (context) =>
    answerCall(context, account, "table/create", () => {
      const { database, table } = context.req.param();
      if (!account.tables.hasDatabase(database)) return noDatabase(database);
      if (!/^[a-z0-9_]{3,255}$/u.test(table))
        return refuse({ status: 422, message: `Name ${table} is invalid` });
      if (account.tables.find(database, table) !== null)
        return refuse({ status: 409, message: `Table ${table} already exists` });
      account.tables.create(database, table);
      return Response.json({ database, table, type: "log" });
    }),
  );
  const onTable = (
    context: TreasureDataContext,
    call: TreasureDataCallName,
    produce: (table: SimulatedTable, body: Uint8Array) => Response | Promise<Response>,
  ): Promise<Response> =>
    answerCall(context, account, call, (body) => {
      const { database = "", table = "" } = context.req.param() as Record<string, string>;
      const found = account.tables.find(database, table);
      return found === null
        ? refuse({ status: 404, message: `Table ${database}.${table} does not exist` })
        : produce(found, body);
    });
  app.get("/v3/table/show/:database/:table", (context) =>
    onTable(context, "table/show", (table) => Response.json(shown(table))),
  );
  app.post("/v3/table/delete/:database/:table", (context) =>
    onTable(context, "table/delete", (table) => {
      account.tables.delete(table);
      return Response.json({ database: table.database, table: table.name, type: "log" });
    }),
  );
  app.post("/v3/table/rename/:database/:table/:name", (context) =>
    onTable(context, "table/rename", (table) => {
      const name = context.req.param("name");
      const isTaken = account.tables.find(table.database, name) !== null;
      if (isTaken && context.req.query("overwrite") !== "true")
        return refuse({ status: 409, message: `Table ${name} already exists` });
      account.tables.rename(table, name);
      return Response.json({ database: table.database, table: name, type: "log" });
    }),
  );
  app.post("/v3/table/append-schema/:database/:table", (context) =>
    onTable(context, "table/append-schema", (table, body) => {
      const given = schemaOf(body);
      if (given === null) return refuse({ status: 400, message: "The schema can't be read" });
      const present = new Set(table.schema.map(([name]) => name));
      const again = given.find(([name]) => present.has(name));
      if (again !== undefined && account.options.switches().columnsAgain === "refuse")
        return refuse({ status: 422, message: `Column ${again[0]} already exists` });
      table.schema.push(...given.filter(([name]) => !present.has(name)));
      return Response.json({ database: table.database, table: table.name });
    }),
  );
  app.post("/v3/table/update-schema/:database/:table", (context) =>
    onTable(context, "table/update-schema", (table, body) => {
      const given = schemaOf(body);
      if (given === null) return refuse({ status: 400, message: "The schema can't be read" });
      table.schema = [...given];
      return Response.json({ database: table.database, table: table.name });
    }),
  );
  app.put("/v3/table/import/:database/:table/msgpack.gz", (context) =>
    onTable(context, "table/import", (table, body) => takeImport(account, table, body, null)),
  );
  app.put("/v3/table/import_with_id/:database/:table/:id/msgpack.gz", (context) =>
    onTable(context, "table/import_with_id", (table, body) =>
      takeImport(account, table, body, context.req.param("id")),
    ),
  );
}

/** A whole request or nothing of it: a streaming import counts no bad records. */
async function takeImport(
  account: Account,
  table: SimulatedTable,
  body: Uint8Array,
  uniqueId: string | null,
): Promise<Response> {
  const { keep, switches } = account.options;
  const upload = await readUpload(body, { ...keep, mostKeys: switches().mostKeysStreaming });
  const problem = upload.problem ?? upload.refused[0]?.problem ?? null;
  if (problem !== null) return refuse({ status: 400, message: `The import can't be read: ${problem}` });
  const isRepeated = uniqueId !== null && account.hasSeen(`${table.database}/${table.name}/${uniqueId}`);
  if (!isRepeated) table.chunks.push(upload.chunk);
  return Response.json({ database: table.database, table: table.name, elapsed_time: 0.01 });
}

function shown(table: SimulatedTable): Record<string, unknown> {
  const { id, name, rows, schema } = reportTable(table);
  return { id, name, database: table.database, type: "log", count: rows, schema: JSON.stringify(schema) };
}

function schemaOf(body: Uint8Array): ColumnEntry[] | null {
  const parsed = schemaBody.safeParse(jsonOf(body));
  return parsed.success ? parsed.data.schema : null;
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const noDatabase = (database: string): Response =>
  refuse({ status: 404, message: `Database ${database} does not exist` });
