import { existsSync, readFileSync } from "node:fs";
import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NeedsAttention, Transient } from "@millrace/platform/errors";
import { createTemporaryFolder, startProgram, until } from "@millrace/platform/testing";
import { afterAll, expect, test } from "vitest";
import { openTestContext } from "../../destinations/testing/test-context.ts";
import { Decimal, type RecordValue } from "../../values/value.ts";
import type { SourcePage, SourceStream } from "../source.ts";
import { singerSource } from "./source.ts";

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync());
const { context } = opened.use(await openTestContext());

const fixtures = join(import.meta.dirname, "fixtures");
const command = [process.execPath, join(fixtures, "tap-orders.ts")];
const secret = "tap-key-7f3a91";

function settingsOf(config: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  return singerSource.settings.parse({ command, config: { api_key: secret, ...config }, ...more });
}
type Settings = ReturnType<typeof settingsOf>;

const orders: SourceStream = {
  name: "orders",
  about: "",
  schema: {},
  primaryKey: ["id"],
  isIncremental: true,
};

const read = (settings: Settings, from: string | null = null, state: string | null = null) =>
  singerSource.read(settings, { stream: orders, from, state }, context);

const pagesOf = (
  settings: Settings,
  from: string | null = null,
  state: string | null = null,
): Promise<SourcePage[]> => Array.fromAsync(read(settings, from, state));

const recordsOf = (settings: Settings, pages: readonly SourcePage[], stream = orders): RecordValue[] =>
  pages.flatMap(({ body }) => singerSource.decode({ body, stream }, settings).records);

const idsOf = (settings: Settings, pages: readonly SourcePage[]): unknown[] =>
  recordsOf(settings, pages).map(({ id }) => id);
const from1To = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);
const bookmark = (id: number): string => `{"bookmarks":{"orders":${id},"big":9007199254740993}}`;

test("a tap offers the streams it discovers, and is local", async () => {
  expect(singerSource.isLocal).toBe(true);
  expect(await singerSource.streams(settingsOf(), context)).toMatchObject([
    {
      name: "orders",
      primaryKey: ["id"],
      isIncremental: true,
      schema: { properties: { id: { type: "integer" } } },
    },
    { name: "refunds", primaryKey: ["id"] },
  ]);
});

test("only the stream asked for is selected, and every number is whole", async () => {
  const settings = settingsOf({ orders: 2, stateEvery: 2 });
  const pages = await pagesOf(settings);
  expect(recordsOf(settings, pages)).toEqual(
    [1, 2].map((id) => ({ id, total: new Decimal("12345678901234567.25"), ref: 9_007_199_254_740_993n })),
  );
  expect(pages.at(-1)).toMatchObject({ next: null, isResumable: true, state: bookmark(2) });
});

test("pages end at a STATE or at a thousand records, each can be read alone, and reading goes on after a STATE", async () => {
  const settings = settingsOf({ orders: 2_600, stateEvery: 1_300 });
  const pages = await pagesOf(settings);
  expect(pages.map((page) => idsOf(settings, [page]).length)).toEqual([1_000, 300, 1_000, 300, 0]);
  expect(pages.map(({ isResumable }) => isResumable)).toEqual([false, true, false, true, true]);
  expect(pages.map(({ state }) => state)).toEqual([
    null,
    bookmark(1_300),
    bookmark(1_300),
    bookmark(2_600),
    bookmark(2_600),
  ]);
  expect(idsOf(settings, pages)).toEqual(from1To(2_600));
  for (const { body } of pages)
    expect(singerSource.decode({ body, stream: orders }, settings).schema).toMatchObject({
      properties: { id: { type: "integer" } },
    });
  const rest = await pagesOf(settings, pages[1]?.next ?? null);
  expect(idsOf(settings, rest)).toEqual(from1To(2_600).slice(1_300));
  expect(idsOf(settings, await pagesOf(settings, null, pages.at(-1)?.state ?? null))).toEqual([]);
});

test("a tap that sends a STATE after every record makes no page of each", async () => {
  const settings = settingsOf({ orders: 250, stateEvery: 1 });
  const pages = await pagesOf(settings);
  expect(pages.map((page) => idsOf(settings, [page]).length)).toEqual([100, 100, 50]);
  expect(pages.map(({ state }) => state)).toEqual([bookmark(100), bookmark(200), bookmark(250)]);
});

test("another SCHEMA begins another page", async () => {
  const settings = settingsOf({ orders: 10, stateEvery: 100, fault: "wide", faultAfter: 6 });
  const pages = await pagesOf(settings);
  expect(pages.map((page) => idsOf(settings, [page]).length)).toEqual([6, 4]);
  expect(
    pages.map(
      ({ body }) =>
        Object.keys(singerSource.decode({ body, stream: orders }, settings).schema?.properties ?? {}).length,
    ),
  ).toEqual([3, 4]);
});

test("older taps get their catalog as --properties, with what the catalog turned down left out", async () => {
  await using folder = await createTemporaryFolder();
  const log = join(folder.path, "runs");
  const own = {
    streams: [
      {
        stream: "orders",
        tap_stream_id: "orders",
        schema: { properties: {} },
        metadata: [
          { breadcrumb: [], metadata: {} },
          { breadcrumb: ["properties", "secret"], metadata: { selected: false } },
          { breadcrumb: ["properties", "open"], metadata: { inclusion: "available" } },
        ],
      },
      {
        stream: "refunds",
        tap_stream_id: "refunds",
        schema: {},
        metadata: [{ breadcrumb: [], metadata: { selected: true } }],
      },
    ],
  };
  const path = join(folder.path, "catalog.json");
  await writeFile(path, JSON.stringify(own));
  const tap = join(folder.path, "tap.mjs");
  await writeFile(
    tap,
    `import { copyFileSync } from "node:fs"; copyFileSync(process.argv[process.argv.indexOf("--properties") + 1], ${JSON.stringify(log)});`,
  );
  for (const catalog of [path, own, JSON.stringify(own)]) {
    await pagesOf(
      settingsOf({}, { command: [process.execPath, tap], catalog, catalog_flag: "--properties" }),
    );
    expect(JSON.parse(await readFile(log, "utf8"))).toMatchObject({
      streams: [
        {
          selected: true,
          metadata: [
            { breadcrumb: [], metadata: { selected: true } },
            { breadcrumb: ["properties", "secret"], metadata: { selected: false } },
            { breadcrumb: ["properties", "open"], metadata: { selected: true } },
          ],
        },
        { selected: false, metadata: [{ breadcrumb: [], metadata: { selected: false } }] },
      ],
    });
  }
});

test("the tap's files are for this user alone and gone afterwards, and it sees no variable it was not given", async () => {
  await using folder = await createTemporaryFolder();
  const log = join(folder.path, "runs");
  const tap = join(folder.path, "tap.mjs");
  await writeFile(
    tap,
    `import { statSync, writeFileSync } from "node:fs"; import { dirname } from "node:path";
     const file = process.argv[process.argv.indexOf("--config") + 1];
     writeFileSync(${JSON.stringify(log)}, JSON.stringify({ file, mode: statSync(file).mode & 0o777, folder: statSync(dirname(file)).mode & 0o777, env: Object.keys(process.env) }));`,
  );
  await pagesOf(
    settingsOf({}, { command: [process.execPath, tap], streams: ["orders"], environment: ["PATH", "LANG"] }),
  );
  const seen = JSON.parse(await readFile(log, "utf8"));
  expect(seen).toMatchObject({ mode: 0o600, folder: 0o700 });
  expect(new Set(seen.env).isSubsetOf(new Set(["PATH", "LANG"]))).toBe(true);
  await expect(stat(seen.file)).rejects.toMatchObject({ code: "ENOENT" });
});

test.each([
  [
    "no_json",
    NeedsAttention,
    /^Line 5 of the tap node is no Singer message of use: it is no JSON. It begins with: Traceback/u,
  ],
  [
    "record_first",
    NeedsAttention,
    /^Line 2 of the tap node is .*it is a RECORD before the SCHEMA of its stream/u,
  ],
  [
    "dies",
    Transient,
    /^The tap node ended with code 1\. Its last words: ERROR while asking with key •••• \/ ConnectionResetError$/u,
  ],
  [
    "refused",
    NeedsAttention,
    /^The tap node ended with code 1\. Its last words: HTTP 401: the key •••• is unknown Check/u,
  ],
  ["other_stream", NeedsAttention, /^The tap node sent records of refunds, and nothing of orders/u],
] as const)("%s stops the sync, and says what happened without the secrets", async (fault, rung, message) => {
  const failed = pagesOf(settingsOf({ fault, faultAfter: 2 }));
  await expect(failed).rejects.toBeInstanceOf(rung);
  await expect(failed).rejects.toThrow(message);
});

/** Ended; one that nobody has collected yet still has a process id. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return (
      existsSync(`/proc/${pid}/stat`) && /^\d+ \(.*\) [ZX]/su.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
    );
  } catch {
    return true;
  }
}

const runsIn = async (log: string): Promise<{ pid: number; values: Record<string, unknown> }[]> =>
  (await readFile(log, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

test("a reader that stops reading ends the tap", async () => {
  await using folder = await createTemporaryFolder();
  const log = join(folder.path, "runs");
  for await (const _page of read(settingsOf({ log, orders: 1e9, stateEvery: 1_000 }))) break;
  expect((await runsIn(log)).map(({ pid }) => isGone(pid))).toEqual([true, true]);
});

test("a sync that is cancelled ends a tap that hangs", async () => {
  await using folder = await createTemporaryFolder();
  const log = join(folder.path, "runs");
  const stop = new AbortController();
  const settings = settingsOf({ log, fault: "hangs", faultAfter: 3 });
  const reading = Array.fromAsync(
    singerSource.read(
      settings,
      { stream: orders, from: null, state: null },
      { ...context, signal: stop.signal },
    ),
  );
  await until("the tap hangs", () => stat(`${log}.hanging`).catch(() => null));
  stop.abort(new Transient("cancelled"));
  await expect(reading).rejects.toThrow("cancelled");
  expect((await runsIn(log)).map(({ pid }) => isGone(pid))).toEqual([true, true]);
});

test("what a tap leaves running does not keep a sync from ending", async () => {
  await using folder = await createTemporaryFolder();
  const pid = join(folder.path, "pid");
  const line = '{"type":"SCHEMA","stream":"orders","schema":{}}';
  const script = `sleep 600 & echo $! > ${pid}; echo '${line}'`;
  const settings = settingsOf({}, { command: ["sh", "-c", script], streams: ["orders"] });
  expect(await pagesOf(settings)).toHaveLength(1);
  const left = Number(await readFile(pid, "utf8"));
  await until("what it left running has ended", () => Promise.resolve(isGone(left)));
});

test("a tap waits while its reader is slow", async () => {
  await using folder = await createTemporaryFolder();
  const progress = join(folder.path, "progress");
  const tap = join(folder.path, "tap.mjs");
  await writeFile(
    tap,
    `import { writeFileSync } from "node:fs"; import { setTimeout as sleep } from "node:timers/promises";
     const send = async (value) => { if (!process.stdout.write(JSON.stringify(value) + "\\n")) await new Promise((resolve) => process.stdout.once("drain", resolve)); };
     await send({ type: "SCHEMA", stream: "orders", key_properties: [], schema: {} });
     for (let id = 1; id <= 20000; id += 1) {
       if (id % 500 === 0) { writeFileSync(${JSON.stringify(progress)}, String(id)); await sleep(0); }
       await send({ type: "RECORD", stream: "orders", record: { id, text: "x".repeat(1000) } });
     }`,
  );
  const settings = settingsOf({}, { command: [process.execPath, tap], streams: ["orders"] });
  let records = 0;
  for await (const page of read(settings)) {
    records += recordsOf(settings, [page]).length;
    const sent = Number(await readFile(progress, "utf8"));
    // The pipe and the buffers around it hold a few hundred kilobytes.
    expect(sent - records).toBeLessThan(2_000);
  }
  expect(records).toBe(20_000);
});

test("a tap does not outlive a process that is killed, and its files are removed by the next one", async () => {
  await using folder = await createTemporaryFolder();
  const log = join(folder.path, "runs");
  await using program = startProgram(new URL("./fixtures/reading-program.ts", import.meta.url), [log]);
  await program.nextLine();
  const [, run] = await runsIn(log);
  program.kill();
  await program.ended;
  await until("the tap has ended", async () => isGone(run?.pid ?? 0));
  const config = String(run?.values["config"]);
  expect((await stat(config)).isFile()).toBe(true);
  await pagesOf(settingsOf());
  await expect(stat(config)).rejects.toMatchObject({ code: "ENOENT" });
  expect((await readdir(tmpdir())).filter((name) => name.startsWith(`millrace-tap-${process.pid}-`))).toEqual(
    [],
  );
});

test("the check runs the tap, and names the setting at fault", async () => {
  expect(await singerSource.check(settingsOf(), context)).toEqual({
    isOk: true,
    message: "The tap offers 2 streams, and orders can be read.",
    setting: null,
  });
  const report = (settings: Settings) => singerSource.check(settings, context);
  expect(await report(settingsOf({ fault: "refused" }))).toMatchObject({ isOk: false, setting: "config" });
  expect(await report(settingsOf({}, { command: "no-such-tap --fast" }))).toEqual({
    isOk: false,
    message: "There is no program no-such-tap. Check the command, or write its whole path.",
    setting: "command",
  });
  await using folder = await createTemporaryFolder();
  const plain = join(folder.path, "plain.txt");
  await writeFile(plain, "text");
  await chmod(plain, 0o600);
  expect(await report(settingsOf({}, { command: [plain] }))).toMatchObject({
    isOk: false,
    setting: "command",
  });
  expect(await report(settingsOf({}, { catalog: plain }))).toMatchObject({ isOk: false });
});

test("settings are told apart: a command line, JSON, and names of streams", () => {
  const parsed = singerSource.settings.parse({
    command: `'/opt/my taps/tap' --mode="a b" -v`,
    config: `{"start_date": "2026-01-01"}`,
    streams: ["orders", { name: "refunds", primary_key: ["id"] }],
  });
  expect(parsed).toMatchObject({
    command: ["/opt/my taps/tap", "--mode=a b", "-v"],
    config: { start_date: "2026-01-01" },
    streams: [
      { name: "orders", primary_key: [], schema: {} },
      { name: "refunds", primary_key: ["id"] },
    ],
    environment: ["PATH", "HOME"],
  });
  expect(singerSource.settings.parse(parsed)).toEqual(parsed);
  for (const wrong of [
    { command: "" },
    { command: "tap", config: "{" },
    { command: "tap", environment: ["A=B"] },
  ])
    expect(singerSource.settings.safeParse(wrong).success).toBe(false);
});
