import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type {
  ConnectCheck,
  Connection,
  RowTrace,
  Sync,
  SyncCertificate,
  SyncDiff,
} from "@millrace/connect/contract";
import { createTemporaryFolder, createTestDatabase, type TemporaryFolder } from "@millrace/platform/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sourceYaml, startPagedSource, type PagedSource } from "../testing/paged-source.ts";
import { expectRefusal, runMillrace, startMillrace, type Ending } from "../testing/run-millrace.ts";

// Every command is a process of its own.
vi.setConfig({ testTimeout: 120_000 });

/** Beside the server that runs on the same folder. */
const opened = new AsyncDisposableStack();
let folder: TemporaryFolder;
let source: PagedSource;
beforeAll(async () => {
  folder = opened.use(await createTemporaryFolder());
  source = opened.use(await startPagedSource(120));
  const database = opened.use(await createTestDatabase());
  opened.use(
    await startMillrace({ cwd: folder.path, env: { DATABASE_URL: database.url, MILLRACE_DEMO: "false" } }),
  );
});
afterAll(() => opened.disposeAsync());

const connect = (...args: string[]): Promise<Ending> =>
  runMillrace(["connect", ...args], { cwd: folder.path });

interface Run {
  sync: Sync;
  certificate: SyncCertificate | null;
}

/** The one JSON document a command prints. */
async function documentOf<Answer>(ending: Promise<Ending>, code = 0): Promise<Answer> {
  const ended = await ending;
  expect(ended).toMatchObject({ code });
  const [line = "", ...rest] = ended.stdout.trimEnd().split("\n");
  expect(rest).toEqual([]);
  return JSON.parse(line) as Answer;
}

const place = (name: string): string => join(folder.path, name);

async function fileOf(name: string, destination: string, more = ""): Promise<string> {
  const file = `${name}.yaml`;
  await writeFile(place(file), `name: ${name}\n${sourceYaml(source)}destination: ${destination}\n${more}`);
  return file;
}

const linesOf = async (file: string): Promise<Record<string, unknown>[]> =>
  (await readFile(place(file), "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("a file is checked, tried, run, proved, traced to its source and delivered again elsewhere", async () => {
  const file = await fileOf("customers", "{ type: jsonl, folder: out }");
  expect(await documentOf<ConnectCheck>(connect("check", "--config", file, "--json"))).toMatchObject({
    is_ok: true,
  });
  const tried = await documentOf<SyncDiff>(connect("dry-run", "--config", file, "--json"));
  expect(tried.streams).toMatchObject([{ stream: "customers", records: 120, adds: 120, removes: 0 }]);
  await expect(readFile(place("out/customers.jsonl"))).rejects.toMatchObject({ code: "ENOENT" });

  const run = await documentOf<Run>(connect("run", "--config", file, "--json"));
  expect(run).toMatchObject({
    sync: { connection_name: "customers", status: "succeeded", is_green: true, records: 120, delivered: 120 },
    certificate: { is_green: true, streams: [{ stream: "customers", records: 120, valid_rows: 120 }] },
  });
  const rows = await linesOf("out/customers.jsonl");
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 120 }, (_, at) => at + 1));

  const [list, status, one, certificate] = await Promise.all([
    connect("list"),
    connect("status"),
    connect("status", "customers"),
    connect("certificate", run.sync.id),
  ]);
  expect(list.stdout).toMatch(/^customers +http +jsonl +all +ready /mu);
  expect(status.stdout).toMatch(new RegExp(`^${run.sync.id} +customers +sync +succeeded +green `, "mu"));
  expect(one.stdout).toMatch(/^records +120 read, 120 delivered, 0 bad$/mu);
  expect(certificate).toMatchObject({ code: 0, stderr: "" });
  expect(certificate.stdout).toMatch(/^ {2}✓ records = .*: 120 = 120$/mu);

  const row = rows[60] ?? {};
  const [trace, raw] = await Promise.all([
    documentOf<RowTrace>(
      runMillrace(["connect", "trace", "-", "--json"], { cwd: folder.path, stdin: JSON.stringify(row) }),
    ),
    connect("trace", `${String(row["_run"])}:${String(row["_page"])}:${String(row["_offset"])}`, "--raw"),
  ]);
  expect(trace).toMatchObject({ sync_id: run.sync.id, stream: "customers", record: { id: 61, points: 183 } });
  const { data } = JSON.parse(raw.stdout) as { data: unknown[] };
  expect(data).toHaveLength(50);
  expect(data).toContainEqual(trace.record);

  const asked = source.asked.length;
  await fileOf("copies", "{ type: csv, folder: copies }");
  await documentOf<Run>(connect("run", "--config", "copies.yaml", "--json"));
  await rm(place("copies/customers.csv"));
  const before = source.asked.length;
  expect(before).toBeGreaterThan(asked);
  const replay = await documentOf<Run>(connect("replay", run.sync.id, "--to", "copies", "--json"));
  expect(replay).toMatchObject({
    sync: { kind: "replay", replay_of: run.sync.id, connection_name: "copies", delivered: 120 },
    certificate: { is_green: true },
  });
  expect(source.asked).toHaveLength(before);
});

test("the same planned time is the same run", async () => {
  const file = await fileOf("planned", "{ type: jsonl, folder: planned }");
  const run = () =>
    documentOf<Run>(connect("run", "--config", file, "--planned-at", "2026-01-31T03:00:00Z", "--json"));
  const first = await run();
  const asked = source.asked.length;
  const second = await run();
  expect(second).toEqual(first);
  expect(source.asked).toHaveLength(asked);
  expect(await linesOf("planned/customers.jsonl")).toHaveLength(120);
});

test("a second run is refused with the id of the first; pausing, resuming and following act on that", async () => {
  const file = await fileOf("slow", "{ type: jsonl, folder: slow }");
  source.holdFrom(2);
  const started = await documentOf<Run>(connect("run", "--config", file, "--no-wait", "--json"));
  const { id } = started.sync;
  expectRefusal(
    await connect("run", "slow"),
    3,
    new RegExp(`runs already, ${id}: .*status ${id} --watch`, "u"),
  );
  const paused = await documentOf<Sync>(connect("pause", id, "--json"));
  expect(paused).toMatchObject({ id });
  source.release();
  const followed = await documentOf<Run>(connect("run", "slow", "--json"));
  expect(followed).toMatchObject({ sync: { id, status: "succeeded", delivered: 120 } });
  expect(await linesOf("slow/customers.jsonl")).toHaveLength(120);
});

test("a source that refuses the key leaves a paused sync and exit code 4; with the key mended, run goes on with it", async () => {
  const file = await fileOf("keys", "{ type: jsonl, folder: keys }");
  source.refuse(true);
  const [check, refused] = await Promise.all([
    connect("check", "--config", file),
    documentOf<Run>(connect("run", "--config", file, "--json"), 4),
  ]);
  expect(check).toMatchObject({ code: 4, stderr: "" });
  expect(check.stdout).toMatch(/^✗ source .*\n✓ destination /u);
  expect(refused).toMatchObject({ sync: { status: "paused" }, certificate: null });
  expect(refused.sync.message).toContain("401");
  source.refuse(false);
  const mended = await documentOf<Run>(connect("run", "--config", file, "--json"));
  expect(mended).toMatchObject({ sync: { id: refused.sync.id, status: "succeeded", is_green: true } });
});

test("too many bad records fail the sync: exit code 1, and each can be looked at with its reason", async () => {
  const destination = `{ type: sqlite, path: ${place("bad.sqlite")} }`;
  const stream = "{ name: customers, mode: incremental_merge, primary_key: [nickname] }";
  const file = await fileOf("bad", destination, `streams: [${stream}]\n`);
  const failed = await connect("run", "--config", file, "--json");
  const { sync } = await documentOf<Run>(Promise.resolve(failed), 1);
  expect(sync).toMatchObject({ status: "failed" });
  expect(failed.stderr).toContain(`Sync ${sync.id} is failed: `);
  const exported = await connect("export", "dead-records", sync.id);
  const [first = "{}"] = exported.stdout.split("\n");
  expect(JSON.parse(first)).toMatchObject({ stream: "customers", page: 1 });
  expect(first).toContain("nickname");
});

test("a backfill shows its times, a connection is held and deleted", async () => {
  const file = await fileOf(
    "nightly",
    "{ type: jsonl, folder: nightly }",
    'schedule: { cron: "0 3 * * *", time_zone: UTC, missed: skip }\n',
  );
  await documentOf<Run>(connect("run", "--config", file, "--json"));
  const [preview, held] = await Promise.all([
    connect("backfill", "nightly", "--from", "2026-01-01", "--until", "2026-01-04", "--preview"),
    documentOf<Connection>(connect("pause", "nightly", "--json")),
  ]);
  expect(preview.stdout).toContain("nightly: 3 planned times without a sync");
  expect(preview.stdout).toMatch(/^2026-01-01 03:00:00Z\n2026-01-02 03:00:00Z\n2026-01-03 03:00:00Z$/mu);
  expect(held).toMatchObject({ name: "nightly", status: "paused" });
  expectRefusal(await connect("delete", "nightly"), 1, /say --yes/u);
  const deleted = await documentOf<{ deleted: string }>(connect("delete", "nightly", "--yes", "--json"));
  expect(deleted.deleted).toBe(held.id);
  expectRefusal(
    await connect("run", "nightly"),
    2,
    /There is no connection nightly; `millrace connect list`/u,
  );
});

test("types and their settings come from their one description", async () => {
  const [sources, destinations, settings] = await Promise.all([
    connect("sources"),
    documentOf<{ items: { id: string; guarantee: string }[] }>(connect("destinations", "--json")),
    connect("sources", "yotpo-loyalty"),
  ]);
  expect(sources.stdout).toMatch(/^http +HTTP API/mu);
  expect(destinations.items).toContainEqual(
    expect.objectContaining({ id: "webhook", guarantee: "at_least_once" }),
  );
  expect(settings.stdout).toMatch(/^ {2}api_key {2}\(string; required; secret: env:NAME or file:\/path\)$/mu);
  expect(settings.stdout).toContain("source:\n  type: yotpo-loyalty\n  guid: ");
});

test("what the server does not know or can't use is one sentence and exit code 2", async () => {
  await fileOf("unknown", "{ type: carrier-pigeon }");
  await fileOf("misspelt", "{ type: jsonl, foldr: out }");
  await fileOf("secret", "{ type: webhook, url: env:MILLRACE_TEST_NOWHERE }");
  await fileOf(
    "merged",
    "{ type: jsonl, folder: out }",
    "streams: [{ name: customers, mode: incremental_merge }]\n",
  );
  const refusals: [string[], RegExp][] = [
    [["run", "--config", "unknown.yaml"], /no destination named carrier-pigeon; there are: .*jsonl/u],
    [["run", "--config", "misspelt.yaml"], /setting folder of jsonl/u],
    [["run", "--config", "secret.yaml"], /env:MILLRACE_TEST_NOWHERE.*must be set where that was started/u],
    [["run", "--config", "merged.yaml"], /can't merge by primary key.*append, overwrite/u],
    [["status", "nobody"], /There is no sync and no connection nobody/u],
    [["certificate", "nobody"], /There is no sync and no connection nobody/u],
    [["cancel", "nobody"], /nobody/u],
    [["replay", "nobody", "--to", "customers"], /nobody/u],
    [["trace", "nobody:1:1"], /nobody/u],
    [["sources", "fax"], /There is no source fax; there are http/u],
    [["export", "dead-records", "nobody"], /nobody/u],
  ];
  const endings = await Promise.all(refusals.map(([args]) => connect(...args)));
  for (const [index, ending] of endings.entries()) {
    const [args, sentence] = refusals[index] ?? [[], /^$/u];
    expect({ args, code: ending.code, stdout: ending.stdout }).toEqual({ args, code: 2, stdout: "" });
    expectRefusal(ending, 2, sentence);
  }
});
