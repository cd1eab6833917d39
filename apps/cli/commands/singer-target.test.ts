import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { demoTreasureDataKey, startTreasureDataSimulator } from "@millrace/connect/simulators";
import { systemClock } from "@millrace/platform/clock";
import { createTemporaryFolder, createTestDatabase, type TemporaryFolder } from "@millrace/platform/testing";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { expectRefusal, runMillrace, type Ending } from "../testing/run-millrace.ts";

vi.setConfig({ testTimeout: 60_000 });

const fixtures = join(import.meta.dirname, "../../../features/connect/sources/singer/fixtures/meltano");

let folder: TemporaryFolder;
/** Every message that a target must survive, one file after the other. */
let messages: string;
beforeAll(async () => {
  folder = await createTemporaryFolder();
  const files = (await readdir(fixtures)).filter((name) => name.endsWith(".singer")).toSorted();
  expect(files).toHaveLength(11);
  const good = files.filter((name) => name !== "record_before_schema.singer");
  messages = (await Promise.all(good.map((name) => readFile(join(fixtures, name), "utf8")))).join("\n");
});
afterAll(() => folder[Symbol.asyncDispose]());

async function target(
  destination: string,
  settings: unknown,
  stdin: string,
  { flags = [], env = {} }: { flags?: string[]; env?: Record<string, string> } = {},
): Promise<Ending> {
  const config = `${destination}-${Math.random().toString(36).slice(2)}.json`;
  await writeFile(join(folder.path, config), JSON.stringify(settings));
  const args = ["singer-target", "--destination", destination, "--config", config, ...flags];
  return await runMillrace(args, { cwd: folder.path, stdin, env });
}

interface Message {
  type: string;
  stream: string;
  key_properties?: string[];
  record?: Record<string, unknown>;
  value?: unknown;
}

const parsed = (): Message[] =>
  messages
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Message);

const keyOf = (stream: string): string[] =>
  parsed().findLast((message) => message.type === "SCHEMA" && message.stream === stream)?.key_properties ??
  [];

const recordsOf = (): Message[] => parsed().filter(({ type }) => type === "RECORD");

const streamsOf = (): string[] => [...new Set(recordsOf().map(({ stream }) => stream))];

/** Records per file. */
const recordCounts = (): Record<string, number> =>
  Object.fromEntries(
    streamsOf().map((name) => [
      name.toLowerCase(),
      recordsOf().filter(({ stream }) => stream === name).length,
    ]),
  );

/** Rows per table of the streams that have a key. */
function keyCounts(): Record<string, number> {
  const keyed = streamsOf().filter((name) => keyOf(name).length > 0);
  const count = (name: string): number => {
    const records = recordsOf().filter(({ stream }) => stream === name);
    return new Set(records.map(({ record }) => JSON.stringify(keyOf(name).map((field) => record?.[field]))))
      .size;
  };
  return Object.fromEntries(keyed.map((name) => [name.toLowerCase(), count(name)]));
}

/** stdout is states that were read, in their order, the last one at the end, and nothing else. */
function expectStates({ code, stdout, stderr }: Ending): void {
  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(
      /^Delivered \d+ records of \d+ streams; \d+ states? passed on\.\n$/u,
    ) as string,
  });
  const states = parsed().flatMap(({ type, value }) => (type === "STATE" ? [JSON.stringify(value)] : []));
  const printed = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.stringify(JSON.parse(line)));
  expect(printed.at(-1)).toBe(states.at(-1));
  let from = 0;
  for (const state of printed) {
    const at = states.indexOf(state, from);
    expect(at, state).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
}

async function countsIn(
  place: string,
  extension: string,
  count: (path: string) => Promise<number>,
): Promise<Record<string, number>> {
  const names = (await readdir(join(folder.path, place))).filter((name) => name.endsWith(extension));
  const entries = names.map(
    async (name) =>
      [name.slice(0, -extension.length).toLowerCase(), await count(join(folder.path, place, name))] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

test.each<[string, string, (path: string) => Promise<number>]>([
  ["jsonl", ".jsonl", async (path) => (await readFile(path, "utf8")).trimEnd().split("\n").length],
  [
    "csv",
    ".csv",
    // A cell in quotes may hold line ends; the first line is the heading.
    async (path) =>
      (await readFile(path, "utf8"))
        .replaceAll(/"[^"]*"/gu, "")
        .trimEnd()
        .split("\n").length - 1,
  ],
  [
    "parquet",
    ".parquet",
    async (path) => Number((await parquetMetadataAsync(await asyncBufferFromFile(path))).num_rows),
  ],
])(
  "every record of the messages of Meltano's targets is in a %s file",
  async (destination, extension, count) => {
    expectStates(await target(destination, { folder: `out/${destination}` }, messages));
    expect(await countsIn(`out/${destination}`, extension, count)).toEqual(recordCounts());
  },
);

test("SQLite has each key once, also when the tap begins again", async () => {
  for (let run = 0; run < 2; run += 1) expectStates(await target("sqlite", { path: "all.sqlite" }, messages));
  using database = new DatabaseSync(join(folder.path, "all.sqlite"), { readOnly: true });
  const expected = keyCounts();
  const counts = Object.keys(expected).map((name) => [
    name,
    Number(database.prepare(`select count(*) as n from "${name}"`).get()?.["n"]),
  ]);
  expect(Object.fromEntries(counts)).toEqual(expected);
  expect(expected).toMatchObject({ test_duplicate_records: 2 });
});

test("a destination that is called over HTTP uses the house's database", async () => {
  await using treasureData = await startTreasureDataSimulator({ clock: systemClock });
  await using database = await createTestDatabase();
  const settings = {
    api_key: "env:TD_API_KEY",
    database: "crm",
    api_url: treasureData.url,
    import_url: treasureData.url,
  };
  const lines = [
    {
      type: "SCHEMA",
      stream: "customers",
      schema: { properties: { id: { type: "integer" } } },
      key_properties: [],
    },
    { type: "RECORD", stream: "customers", record: { id: 7 } },
    { type: "STATE", value: { customers: 1 } },
  ].map((message) => JSON.stringify(message));
  const ended = await target("treasure-data", settings, lines.join("\n"), {
    env: { DATABASE_URL: database.url, TD_API_KEY: demoTreasureDataKey },
  });
  expect(ended).toMatchObject({ code: 0, stdout: '{"customers":1}\n' });
  expect(treasureData.records("crm", "customers")).toHaveLength(1);
});

test("a RECORD before its SCHEMA ends the run, unless it is allowed", async () => {
  const early = await readFile(join(fixtures, "record_before_schema.singer"), "utf8");
  const refused = await target("jsonl", { folder: "early" }, early);
  expectRefusal(
    refused,
    1,
    /^Line 1 is a RECORD of the stream test_record_before_schema.*--allow-records-before-schema/u,
  );
  const allowed = await target("jsonl", { folder: "early" }, early, {
    flags: ["--allow-records-before-schema"],
  });
  expect(allowed).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("Delivered 2 records") as string,
  });
});

test("what is no message, no destination or no setting ends with one sentence and prints no STATE", async () => {
  const state = '{"type":"STATE","value":1}\n';
  const [json, noType, noPlace, unknown, noSetting, secret] = await Promise.all([
    target("jsonl", { folder: "bad" }, `${state}not json\n`),
    target("jsonl", { folder: "bad" }, `${state}5\n`),
    target("postgres", { url: "postgres://nobody@127.0.0.1:1/none" }, messages),
    target("carrier-pigeon", {}, state),
    target("jsonl", {}, state),
    target("postgres", { url: "env:MILLRACE_TEST_NOWHERE" }, state),
  ]);
  expect(json).toMatchObject({
    code: 1,
    stdout: "",
    stderr: "Line 2 is no Singer message: it is no JSON. It begins with: not json\n",
  });
  expect(noType).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining("Line 2 is no Singer message") as string,
  });
  expectRefusal(noPlace, 1, /Postgres/u);
  expectRefusal(unknown, 2, /There is no destination carrier-pigeon; there are csv, jsonl/u);
  expectRefusal(
    noSetting,
    2,
    /The setting folder of jsonl .*`millrace connect destinations jsonl` shows them/u,
  );
  expectRefusal(secret, 2, /env:MILLRACE_TEST_NOWHERE/u);
  const missing = await runMillrace(["singer-target", "--destination", "jsonl", "--config", "no.yaml"], {
    cwd: folder.path,
  });
  expectRefusal(missing, 2, /There is no file no\.yaml/u);
});
