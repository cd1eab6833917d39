import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable, Writable } from "node:stream";
import { NeedsAttention, UserFacingError } from "@millrace/platform/errors";
import { until } from "@millrace/platform/testing";
import { afterAll, describe, expect, test } from "vitest";
import { openCsvRig } from "../destinations/csv/test-rig.ts";
import { openJsonlRig } from "../destinations/jsonl/test-rig.ts";
import { openSqliteRig } from "../destinations/sqlite/test-rig.ts";
import type { DestinationRig } from "../destinations/testing/rig.ts";
import { openTestContext } from "../destinations/testing/test-context.ts";
import { openTreasureDataRig } from "../destinations/treasure-data/test-rig.ts";
import type { Value } from "../values/value.ts";
import { writeJson } from "../values/write-json.ts";
import { runSingerTarget, type SingerTargetOptions, type SingerTargetReport } from "./index.ts";

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync());
const { context } = opened.use(await openTestContext());

/** Keeps what is printed. */
function printed(): { output: Writable; lines: () => string[] } {
  let text = "";
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  return { output, lines: () => text.split("\n").slice(0, -1) };
}

type Given = Partial<SingerTargetOptions> & { messages?: readonly unknown[]; text?: string };

async function run(rig: DestinationRig, given: Given): Promise<SingerTargetReport & { printed: string[] }> {
  const {
    messages = [],
    text = messages.map((each) => `${JSON.stringify(each)}\n`).join(""),
    ...options
  } = given;
  const { output, lines } = printed();
  const report = await runSingerTarget({
    input: Readable.from([Buffer.from(text)]),
    output,
    destination: rig.destination,
    settings: rig.settings as Record<string, unknown>,
    context,
    ...options,
  });
  return { ...report, printed: lines() };
}

const schema = (
  properties: Record<string, unknown>,
  keys: string[] = ["id"],
  stream = "orders",
  more = {},
) => ({
  type: "SCHEMA",
  stream,
  key_properties: keys,
  schema: { type: "object", properties, ...more },
});
const record = (values: Record<string, unknown>, stream = "orders") => ({
  type: "RECORD",
  stream,
  record: values,
});
const state = (value: unknown) => ({ type: "STATE", value });
const orders = { id: { type: "integer" }, note: { type: ["null", "string"] } };

interface Message {
  type: string;
  stream: string;
  key_properties: string[];
  record: Record<string, Value>;
  value: unknown;
}

const meltano = join(import.meta.dirname, "../sources/singer/fixtures/meltano");
const files = readdirSync(meltano).filter((name) => name.endsWith(".singer"));

/** What a reader of a target must see: with a key and a destination that merges, the last record of each key; else all. */
function expected(messages: readonly Message[], stream: string, isMerged: boolean): Record<string, Value>[] {
  const records = messages
    .filter((each) => each.type === "RECORD" && each.stream === stream)
    .map((each) => each.record);
  const keys =
    messages.find((each) => each.type === "SCHEMA" && each.stream === stream)?.key_properties ?? [];
  if (!isMerged || keys.length === 0) return records;
  return [...new Map(records.map((each) => [JSON.stringify(keys.map((key) => each[key])), each])).values()];
}

/** Fields that are there, in order, with values as this destination's readers see them: nested ones as JSON, truth as 0 and 1. */
const comparable = (rows: readonly Record<string, Value>[], rig: DestinationRig): string[] =>
  rows
    .map((row) =>
      Object.entries(row)
        .map(
          ([name, value]) =>
            [name, plain(typeof value === "string" ? (rig.seen?.(value, "text") ?? value) : value)] as const,
        )
        .filter(([, value]) => value !== "")
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    )
    .map((fields) => JSON.stringify(fields))
    .toSorted();

function plain(value: Value): string {
  if (value === null) return "";
  const text = typeof value === "string" ? value : writeJson(value);
  return text === "true" ? "1" : text === "false" ? "0" : text;
}

describe.each([
  ["jsonl", openJsonlRig],
  ["csv", openCsvRig],
  ["sqlite", openSqliteRig],
] as const)("the messages of the Meltano SDK, delivered to %s", (_name, open) => {
  test.each(files.filter((file) => file !== "record_before_schema.singer"))(
    "%s arrives whole, and its last STATE is passed on",
    async (file) => {
      await using rig = await open();
      const text = readFileSync(join(meltano, file), "utf8");
      const messages = text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Message);
      const result = await run(rig, { text });
      const isMerged = rig.destination.modes.includes("merge");
      for (const stream of new Set(messages.flatMap((each) => (each.type === "SCHEMA" ? [each.stream] : []))))
        expect(comparable(await rig.read(rig.destination.targetName(stream)), rig)).toEqual(
          comparable(expected(messages, stream, isMerged), rig),
        );
      const last = messages.findLast(({ type }) => type === "STATE")?.value;
      expect(result.printed.map((line) => JSON.parse(line))).toEqual(last === undefined ? [] : [last]);
      expect(result.records).toBe(messages.filter(({ type }) => type === "RECORD").length);
    },
  );

  test("a RECORD before its SCHEMA ends the run, unless it may come as it is", async () => {
    await using rig = await open();
    const text = readFileSync(join(meltano, "record_before_schema.singer"), "utf8");
    await expect(run(rig, { text })).rejects.toThrow(
      /^Line 1 is a RECORD of the stream test_record_before_schema, and no SCHEMA of it came before/u,
    );
    expect(await rig.read("test_record_before_schema")).toEqual([]);
    await run(rig, { text, allowRecordsBeforeSchema: true });
    const rows = await rig.read(rig.destination.targetName("test_record_before_schema"));
    expect(rows.map(({ id }) => String(id as number)).toSorted()).toEqual(["1", "2"]);
  });
});

test("numbers and states pass through whole", async () => {
  await using rig = await openJsonlRig();
  const text = `${JSON.stringify(schema({ id: { type: "integer" }, price: { type: "number" } }))}
{"type":"RECORD","stream":"orders","record":{"id":9007199254740993,"price":12345678901234567.25}}
{"type":"STATE","value":{"bookmarks":{"orders":9007199254740993,"rate":0.1000000000000000055511151231257827}}}
`;
  const { printed: states } = await run(rig, { text });
  expect(states).toEqual([
    `{"bookmarks":{"orders":9007199254740993,"rate":0.1000000000000000055511151231257827}}`,
  ]);
  expect(readFileSync(join(rig.folder, "orders.jsonl"), "utf8")).toContain(
    `"id":9007199254740993,"price":12345678901234567.25`,
  );
});

test("of several STATEs that come together the last is passed on, and none twice", async () => {
  await using rig = await openSqliteRig();
  const messages = [
    schema(orders),
    record({ id: 1 }),
    state(1),
    record({ id: 2 }),
    state(2),
    state({ last: null }),
  ];
  expect((await run(rig, { messages })).printed).toEqual([`{"last":null}`]);
});

test("a STATE is passed on while the tap is quiet, once what came before it can be read", async () => {
  await using rig = await openSqliteRig();
  const input = new PassThrough();
  const { output, lines } = printed();
  const running = runSingerTarget({
    input,
    output,
    destination: rig.destination,
    settings: rig.settings as never,
    context,
  });
  for (const each of [schema(orders), record({ id: 1 }), state({ at: 1 })])
    input.write(`${JSON.stringify(each)}\n`);
  await until("the STATE is passed on", () => Promise.resolve(lines().length === 1));
  expect(await rig.read("orders")).toHaveLength(1);
  input.end(`${JSON.stringify(record({ id: 2 }))}\n`);
  expect(await running).toMatchObject({ records: 2, states: 1, isComplete: true, streams: ["orders"] });
  expect(lines()).toEqual([`{"at":1}`]);
  expect(await rig.read("orders")).toHaveLength(2);
});

test("a long run passes STATEs on as it goes", async () => {
  await using rig = await openSqliteRig();
  const messages = Array.from({ length: 12_000 }, (_, at) => [record({ id: at + 1 }), state(at + 1)]).flat();
  const result = await run(rig, { messages: [schema(orders), ...messages] });
  expect(result.printed).toEqual(["5000", "10000", "12000"]);
  expect(await rig.read("orders")).toHaveLength(12_000);
});

test("a new SCHEMA adds columns and widens those that are there", async () => {
  await using rig = await openSqliteRig();
  await run(rig, {
    messages: [
      schema({ id: { type: "integer" }, total: { type: "integer" } }),
      record({ id: 1, total: 2 }),
      schema({
        id: { type: "integer" },
        total: { type: "string" },
        at: { type: "string", format: "date-time" },
      }),
      record({ id: 2, total: "three", at: "2026-11-29T10:00:00Z" }),
    ],
  });
  expect((await rig.read("orders")).map(({ total, at }) => [total, at])).toEqual([
    ["2", null],
    ["three", "2026-11-29T10:00:00Z"],
  ]);
});

test("another key begins another delivery, and an append destination goes on in its file", async () => {
  for (const open of [openSqliteRig, openJsonlRig]) {
    await using rig = await open();
    const messages = [
      schema(orders, []),
      record({ id: 1 }),
      record({ id: 1 }),
      schema(orders, ["id"], "refunds"),
      record({ id: 5 }, "refunds"),
    ];
    await run(rig, { messages });
    expect(await rig.read("orders")).toHaveLength(2);
    await run(rig, {
      messages: [
        schema(orders, [], "others"),
        record({ id: 1 }, "others"),
        schema(orders, ["id"], "others"),
        record({ id: 2 }, "others"),
      ],
    });
    expect((await rig.read("others")).map(({ id }) => Number(id))).toEqual([1, 2]);
  }
});

test.each([
  [
    "no JSON",
    "Traceback\n",
    "singer_message_invalid",
    /^Line 1 is no Singer message: it is no JSON. It begins with: Traceback$/u,
  ],
  ["no type", "{}\n", "singer_message_invalid", /it has no type/u],
  ["no stream", `{"type":"RECORD","record":{}}\n`, "singer_message_invalid", /it names no stream/u],
  [
    "a record that is no object",
    `{"type":"RECORD","stream":"a","record":[]}\n`,
    "singer_message_invalid",
    /its record is no object/u,
  ],
  [
    "properties that are none",
    `{"type":"SCHEMA","stream":"a","schema":{"properties":[]}}\n`,
    "singer_message_invalid",
    /the properties of its schema/u,
  ],
  [
    "an unknown type",
    `{"type":"SCHEMA","stream":"a","schema":{"properties":{"b":{"type":"foo"}}}}\n`,
    "singer_schema_invalid",
    /the field b the type "foo"/u,
  ],
])("%s ends the run with the line at fault", async (_what, text, code, message) => {
  await using rig = await openJsonlRig();
  const failed = run(rig, { text });
  await expect(failed).rejects.toThrow(message);
  await expect(failed).rejects.toMatchObject({ code });
});

test("a record without its key, or without a field its schema requires, ends the run before its STATE", async () => {
  await using rig = await openJsonlRig();
  const required = schema(orders, ["id"], "orders", { required: ["note"] });
  for (const [values, what] of [
    [{ note: "x" }, /lacks a value in the key field id/u],
    [{ id: null, note: "x" }, /lacks a value in the key field id/u],
    [{ id: 1 }, /lacks the field note, which its SCHEMA requires/u],
  ] as const) {
    const { output, lines } = printed();
    await expect(
      run(rig, { messages: [required, record({ id: 1, note: null }), record(values), state(1)], output }),
    ).rejects.toThrow(what);
    expect(lines()).toEqual([]);
  }
  expect(await rig.read("orders")).toEqual([]);
});

test("what no column holds is dealt with by the policy", async () => {
  await using rig = await openSqliteRig();
  const messages = [
    schema({ id: { type: "integer" } }),
    record({ id: 1 }),
    record({ id: 2, extra: true }),
    state(2),
  ];
  await expect(run(rig, { messages, policy: "freeze" })).rejects.toBeInstanceOf(NeedsAttention);
  const report = await run(rig, { messages, policy: "discard_record" });
  expect(report).toMatchObject({ records: 2, bad: 1, printed: ["2"] });
  expect(await rig.read("orders")).toHaveLength(1);
});

test("a table the destination can't hold is refused at its SCHEMA, and two streams of one table as well", async () => {
  await using rig = await openSqliteRig();
  await expect(run(rig, { messages: [schema({ _millrace_wider: { type: "string" } }, [])] })).rejects.toThrow(
    /_millrace_wider/u,
  );
  await expect(run(rig, { messages: [schema(orders), schema(orders, ["id"], "Orders")] })).rejects.toThrow(
    /orders and Orders would both/u,
  );
});

test("a run that is stopped delivers what it has read, and says that there was more", async () => {
  await using rig = await openJsonlRig();
  const input = new PassThrough();
  const { output, lines } = printed();
  const stop = new AbortController();
  const running = runSingerTarget({
    input,
    output,
    destination: rig.destination,
    settings: rig.settings as never,
    context,
    stop: stop.signal,
  });
  for (const each of [schema(orders), record({ id: 1 }), state(1)]) input.write(`${JSON.stringify(each)}\n`);
  await until("it has read that much", () => Promise.resolve(lines().length === 1));
  stop.abort();
  expect(await running).toMatchObject({ isComplete: false, records: 1, states: 1 });
  expect(await rig.read("orders")).toHaveLength(1);
});

test("a destination that must commit does so seldom, and no STATE is passed on before", async () => {
  await using rig = await openTreasureDataRig();
  const input = new PassThrough();
  const { output, lines } = printed();
  let now = Date.UTC(2026, 10, 29);
  const running = runSingerTarget({
    input,
    output,
    destination: rig.destination,
    settings: rig.settings as never,
    context: { ...context, now: () => now },
    commitEveryMs: 60_000,
  });
  const send = (...messages: unknown[]) =>
    messages.forEach((each) => input.write(`${JSON.stringify(each)}\n`));
  send(schema(orders), record({ id: 1 }), state(1));
  await until("the first rows are uploaded", () =>
    Promise.resolve(rig.simulator.sessions()[0]?.parts.length === 1),
  );
  expect([lines(), await rig.read("orders")]).toEqual([[], []]);
  now += 61_000;
  send(record({ id: 2 }), state(2));
  await until("the STATE after the commit", () => Promise.resolve(lines().length === 1));
  // The first may be passed on before the second was read; never one whose rows can't be read.
  const [passedOn = ""] = lines();
  expect(await rig.read("orders")).toHaveLength(Number(passedOn));
  send(record({ id: 3 }), state(3));
  input.end();
  expect(await running).toMatchObject({ states: 2 });
  expect(lines()).toEqual([passedOn, "3"]);
  expect((await rig.read("orders")).map(({ id }) => Number(id)).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
});

test("after a fault no session of an upload is left", async () => {
  await using rig = await openTreasureDataRig();
  const many = Array.from({ length: 6_000 }, (_, at) => record({ id: at + 1 }));
  await expect(run(rig, { messages: [schema(orders), ...many, { type: "RECORD" }] })).rejects.toBeInstanceOf(
    UserFacingError,
  );
  expect(await rig.read("orders")).toEqual([]);
  expect(rig.simulator.sessions()).toEqual([]);
});
