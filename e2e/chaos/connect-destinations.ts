import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  startMongoSimulator,
  startTreasureDataSimulator,
  demoTreasureDataDatabase,
  demoTreasureDataKey,
  type TreasureDataSimulator,
} from "@millrace/connect/simulators";
import { systemClock } from "@millrace/platform/clock";
import { nullWhenMissing } from "@millrace/platform/errors";
import { startTestServer } from "@millrace/platform/testing";
import { parse } from "csv-parse/sync";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { MongoClient } from "mongodb";
import { Pool } from "pg";

/** A row as a destination has it, as far as the campaign compares. */
export interface Arrived {
  run: string;
  /** Page and offset: which record of the source it was. */
  place: string;
  key: string;
  points: number;
  op: string | null;
}

/** A destination of the campaign: how a connection writes to it, and how its rows are read back. */
export interface ChaosDestination {
  name: string;
  settings: Record<string, unknown>;
  read(table: string): Promise<Arrived[]>;
}

export interface ChaosDestinations extends AsyncDisposable {
  all: readonly ChaosDestination[];
  treasureData: TreasureDataSimulator;
}

/** Every destination that promises exactly once, each outside the product: what dies is never the destination. */
export async function openChaosDestinations(folder: string, seed: number): Promise<ChaosDestinations> {
  await using opened = new AsyncDisposableStack();
  const treasureData = opened.use(
    await startTreasureDataSimulator({
      clock: systemClock,
      seed: `chaos-${seed}`,
      settings: { performMs: 150 },
      faults: {
        server_error_before: { probability: 0.01 },
        server_error_after: { probability: 0.01 },
        cut_after: { probability: 0.01 },
      },
    }),
  );
  const mongo = opened.use(await startMongoSimulator({ clock: systemClock, seed: `chaos-${seed}` }));
  mongo.setFaults({
    cut_before: { probability: 0.002 },
    cut_half: { probability: 0.002 },
    cut_after: { probability: 0.002 },
  });
  const server = await startTestServer([]);
  opened.defer(() => server.stop());
  const pool = new Pool({ connectionString: server.adminUrl });
  opened.defer(() => pool.end());
  const client = new MongoClient(mongo.url);
  opened.defer(() => client.close());
  const file = (name: string) => join(folder, name);
  const all: ChaosDestination[] = [
    treasure("treasure-data", "bulk", treasureData),
    treasure("treasure-data-with-id", "import_with_id", treasureData),
    {
      name: "postgres",
      settings: { type: "postgres", url: server.adminUrl },
      read: async (table) => (await pool.query<Row>(`select * from "${table}"`)).rows.map(arrived),
    },
    {
      name: "sqlite",
      settings: { type: "sqlite", path: file("chaos.sqlite") },
      read: async (table) => readSqlite(file("chaos.sqlite"), table),
    },
    {
      name: "jsonl",
      settings: { type: "jsonl", folder },
      read: async (table) => lines(await readFile(file(`${table}.jsonl`), "utf8").catch(nullWhenMissing)),
    },
    {
      name: "csv",
      settings: { type: "csv", folder },
      read: async (table) => {
        const text = await readFile(file(`${table}.csv`), "utf8").catch(nullWhenMissing);
        return text === null ? [] : (parse(text, { columns: true, bom: true }) as Row[]).map(arrived);
      },
    },
    {
      name: "parquet",
      settings: { type: "parquet", folder },
      read: async (table) => {
        const buffer = await asyncBufferFromFile(file(`${table}.parquet`)).catch(nullWhenMissing);
        return buffer === null ? [] : ((await parquetReadObjects({ file: buffer })) as Row[]).map(arrived);
      },
    },
    {
      name: "mongodb",
      settings: { type: "mongodb", url: mongo.url, database: "chaos" },
      read: async (table) => (await client.db("chaos").collection<Row>(table).find().toArray()).map(arrived),
    },
  ];
  const kept = opened.move();
  return { all, treasureData, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

type Row = Record<string, unknown>;

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const arrived = (row: Row): Arrived => ({
  run: textOf(row["_run"]),
  place: `${Number(row["_page"])}:${Number(row["_offset"])}`,
  key: textOf(row["customer_key"]),
  points: Number(row["points_balance"]),
  op: typeof row["_op"] === "string" ? row["_op"] : null,
});

/** A table of its own for each connection. */
export const tableOf = (connection: string): string => `chaos_${connection.replaceAll("-", "_")}`;

function treasure(name: string, method: string, simulator: TreasureDataSimulator): ChaosDestination {
  return {
    name,
    settings: {
      type: "treasure-data",
      api_key: demoTreasureDataKey,
      database: demoTreasureDataDatabase,
      api_url: simulator.url,
      import_url: simulator.url,
      method,
    },
    read: async (table) => (simulator.records(demoTreasureDataDatabase, table) as Row[]).map(arrived),
  };
}

function readSqlite(path: string, table: string): Arrived[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare(`select * from "${table}"`);
    // Some customers have ids beyond 2^53.
    rows.setReadBigInts(true);
    return (rows.all() as Row[]).map(arrived);
  } finally {
    database.close();
  }
}

const lines = (text: string | null): Arrived[] =>
  (text ?? "")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => arrived(JSON.parse(line) as Row));
