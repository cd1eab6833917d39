import { NeedsAttention } from "@millrace/platform/errors";
import { createTestDatabase, until } from "@millrace/platform/testing";
import { afterAll, expect, test } from "vitest";
import type { ConnectorContext } from "../../connectors/context.ts";
import type { SourcePage } from "../source.ts";
import { createMillraceSource } from "./source.ts";
import { openOrderStream } from "./test-rig.ts";

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync());
const database = opened.use(await createTestDatabase());
const orders = await openOrderStream(database, 1_200);
const source = createMillraceSource({ streams: () => [orders] });
// It calls nobody and stages nothing: the signal is all it looks at.
const context = { signal: new AbortController().signal } as ConnectorContext;
const [stream] = await source.streams({}, context);
if (stream === undefined) throw new Error("no stream");

const pagesAfter = (state: string | null, from: string | null = null): Promise<SourcePage[]> =>
  Array.fromAsync(source.read({}, { stream, from, state }, context));
const idsIn = (pages: readonly SourcePage[]): unknown[] =>
  pages.flatMap(({ body }) => source.decode({ body, stream }, {}).records.map(({ id }) => id));

test("a stream says its schema, its key, and that it can be read on", () => {
  expect(stream).toMatchObject({
    name: "orders",
    primaryKey: ["id"],
    isIncremental: true,
    schema: {
      type: "object",
      properties: {
        id: { type: "integer" },
        total_cents: { anyOf: [{ type: "integer" }, { type: "null" }] },
        ordered_at: { type: "string", format: "date-time" },
      },
    },
  });
});

test("a later sync has what changed, an idle one an empty page, and both say where they ended", async () => {
  const all = await pagesAfter(null);
  expect(all).toHaveLength(3);
  expect(idsIn(all)).toHaveLength(1_200);
  const end = all.at(-1)?.state ?? null;
  const idle = await pagesAfter(end);
  expect(idle).toMatchObject([{ next: null, state: end, body: Buffer.alloc(0) }]);
  await database.pool.query(
    `update public.rig_order set total_cents = 1, changed_xid = pg_current_xact_id() where id = 5`,
  );
  await until("the change has come", async () => idsIn(await pagesAfter(end)).length === 1);
  expect(idsIn(await pagesAfter(end))).toEqual([5]);
});

test("a stream that is not there, or a state of another stream, asks a person", async () => {
  const unknown = { ...stream, name: "invoices" };
  const reading = Array.fromAsync(source.read({}, { stream: unknown, from: null, state: null }, context));
  await expect(reading).rejects.toThrow(/no stream invoices; it has orders/u);
  await expect(pagesAfter("nonsense")).rejects.toBeInstanceOf(NeedsAttention);
});
