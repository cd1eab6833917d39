import { readChanges, type ChangedRows, type RecordStream } from "@millrace/platform/streams";
import { createTestDatabase, until, type TestDatabase } from "@millrace/platform/testing";
import { z } from "zod";
import type { SourceRig } from "../testing/rig.ts";
import { createMillraceSource } from "./source.ts";

const orderRecord = z.object({
  id: z.int(),
  reference: z.string(),
  total_cents: z.int().nullable(),
  tags: z.array(z.string()),
  ordered_at: z.iso.datetime(),
});
type OrderRecord = z.infer<typeof orderRecord>;

const orders: ChangedRows = {
  from: "public.rig_order",
  columns: `id::int, reference, total_cents, tags, to_char(ordered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as ordered_at`,
  changedXid: "changed_xid",
  key: "id",
  keyType: "bigint",
};

/** A room's stream of `count` records on a table of its own, read as every room reads its streams. */
export async function openOrderStream(database: TestDatabase, count: number) {
  await database.pool.query(
    `create table public.rig_order (id bigint primary key, reference text not null, total_cents int, tags jsonb not null,
       ordered_at timestamptz not null, changed_xid xid8 not null default pg_current_xact_id())`,
  );
  await database.pool.query(
    `insert into public.rig_order (id, reference, total_cents, tags, ordered_at)
     select n, 'café-' || n, case when n % 7 > 0 then n * 100 end, case when n % 2 = 0 then '["new"]'::jsonb else '[]'::jsonb end,
       timestamptz '2026-11-01T00:00:00Z' + n * interval '1 minute'
     from generate_series(1, $1) as n`,
    [count],
  );
  const stream = {
    name: "orders",
    about: "Orders of the rig.",
    schema: orderRecord,
    primaryKey: ["id"],
    readSince: (cursor: string | null, limit: number) =>
      readChanges<OrderRecord>(database.pool, orders, cursor, limit),
  } satisfies RecordStream<OrderRecord>;
  // Transactions of other tests' databases hold a stream back as well.
  await until("its records can be read", async () => (await stream.readSince(null, 1)).records.length === 1);
  return stream;
}

/** The house's own streams, over a stream of a real database. */
export async function openMillraceRig(): Promise<SourceRig> {
  const database = await createTestDatabase();
  const count = 1_200;
  const stream = await openOrderStream(database, count);
  return {
    name: "millrace",
    source: createMillraceSource({ streams: () => [stream] }),
    settings: {},
    stream: "orders",
    truth: () =>
      Promise.resolve(
        Array.from({ length: count }, (_, at) => at + 1).map((n) => ({
          id: n,
          reference: `café-${n}`,
          total_cents: n % 7 > 0 ? n * 100 : null,
          tags: n % 2 === 0 ? ["new"] : [],
          ordered_at: new Date(Date.UTC(2026, 10, 1) + n * 60_000).toISOString().replace(".000Z", "Z"),
        })),
      ),
    wrong: [],
    faults: [],
    setFault: () => undefined,
    brokenBodies: [
      { what: "a record that is cut off", body: '{"id":1}\n{"id":2' },
      { what: "lines that are no JSON", body: "<!doctype html>\n" },
      { what: "lines that are no objects", body: "[1]\n" },
    ],
    secrets: [],
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
