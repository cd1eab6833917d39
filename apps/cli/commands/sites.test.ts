import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTemporaryFolder, createTestDatabase, type TemporaryFolder } from "@millrace/platform/testing";
import type { BulkResult, Session, Snapshot, Website, WebsiteImport } from "@millrace/sites/contract";
import { loadConfig } from "@millrace/platform/config";
import { allSettings } from "@millrace/server/settings";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findRunningServer } from "../running-server.ts";
import { runMenu } from "../sites/menu/menu.ts";
import { down, enter, interrupt, openFakeTerminal } from "../testing/fake-terminal.ts";
import { expectRefusal, runMillrace, startMillrace, type Ending } from "../testing/run-millrace.ts";

/** A demo, whose test workspace is this file's. */
const opened = new AsyncDisposableStack();
let folder: TemporaryFolder;
beforeAll(async () => {
  folder = opened.use(await createTemporaryFolder());
  const database = opened.use(await createTestDatabase());
  opened.use(
    await startMillrace({ cwd: folder.path, env: { DATABASE_URL: database.url, MILLRACE_DEMO: "true" } }),
  );
  await writeFile(
    join(folder.path, "websites.csv"),
    "domain,name,tags\nalpha-shop.fr,Alpha,shop\nbeta-shop.com,Beta,shop\nhttps://www.gamma-shop.co.uk/page,,\nno domain at all,,\n",
  );
});
afterAll(() => opened.disposeAsync());

/** Beside the server that runs on the same folder. */
const sites = (...args: string[]): Promise<Ending> => runMillrace(["sites", ...args], { cwd: folder.path });
const inTest = (...args: string[]) => sites(...args, "--workspace", "test");

async function answerOf<Answer>(ending: Promise<Ending>): Promise<Answer> {
  const { code, stdout, stderr } = await ending;
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const [line = "", ...rest] = stdout.trimEnd().split("\n");
  expect(rest).toEqual([]);
  return JSON.parse(line) as Answer;
}

test("a file is imported, measured, listed and exported", async () => {
  const imported = await answerOf<WebsiteImport & { refused: unknown[] }>(
    inTest("import", "websites.csv", "--json"),
  );
  expect(imported).toMatchObject({
    status: "succeeded",
    rows: 4,
    by_outcome: { added: 3, refused: 1 },
    refused: [
      { line: 5, text: "no domain at all,,", message: expect.stringContaining("no domain") as string },
    ],
  });

  const measured = await inTest("measure", "--status", "pending", "--workers", "4", "--json");
  const session = await answerOf<Session>(Promise.resolve(measured));
  expect(session).toMatchObject({
    status: "succeeded",
    workspace: "test",
    workers: 4,
    total: 3,
    done: 3,
    left: 0,
  });

  const [listed, table, csv, lines, parquet] = await Promise.all([
    answerOf<{ items: Website[] }>(inTest("list", "--json", "--sort", "domain")),
    inTest("list", "--status", "pending", "--status", "completed", "--status", "partial", "--status", "na"),
    inTest("export", "--format", "csv"),
    inTest("export", "--format", "jsonl"),
    inTest("export", "--format", "parquet", "--output", "sites.parquet"),
  ]);
  expect(listed.items.map(({ domain }) => domain)).toEqual([
    "alpha-shop.fr",
    "beta-shop.com",
    "gamma-shop.co.uk",
  ]);
  expect(listed.items.every(({ last_measured_at: measuredAt }) => measuredAt !== null)).toBe(true);
  expect(table.stdout).toMatch(/^website +status +metrics +measured/u);
  expect(table.stdout.trimEnd().split("\n")).toHaveLength(4);
  expect(csv.stdout.split("\n")[0]).toContain("domain");
  expect(
    lines.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toHaveLength(3);
  expect(parquet).toMatchObject({ code: 0, stdout: "", stderr: "Written to sites.parquet.\n" });
  expect((await readFile(join(folder.path, "sites.parquet"))).subarray(0, 4).toString()).toBe("PAR1");

  const [sessions, one, log, metrics] = await Promise.all([
    inTest("sessions"),
    sites("session", session.id),
    sites("session", session.id, "--log"),
    inTest("metrics", "https://www.alpha-shop.fr/"),
  ]);
  expect(sessions.stdout).toContain(`${session.id}  succeeded`);
  expect(one.stdout).toMatch(/^done +3 of 3/mu);
  expect(
    log.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown).length,
  ).toBeGreaterThan(3);
  expect(metrics.stdout).toMatch(/^organic_traffic /mu);
  const [resumed, again] = await Promise.all([
    sites("resume", session.id),
    inTest("measure", "--status", "pending", "--tag", "shop"),
  ]);
  expectRefusal(resumed, 1, /is succeeded/u);
  expectRefusal(again, 1, /No website matches/u);
}, 120_000);

test("a bulk change shows what it does and asks; a snapshot undoes it", async () => {
  await answerOf(inTest("add", "delta-shop.fr", "--tag", "old", "--json"));
  const unasked = await inTest("archive", "--tag", "old");
  expect(unasked).toMatchObject({ code: 1, stdout: "" });
  expect(unasked.stderr).toMatch(/delta-shop\.fr[\s\S]*--yes/u);
  const archived = await answerOf<BulkResult>(inTest("archive", "--tag", "old", "--yes", "--json"));
  expect(archived.changed).toBe(1);
  expect(await inTest("list", "--tag", "old")).toMatchObject({ code: 0, stdout: "" });
  const restored = await sites("restore", archived.snapshot_id, "--yes");
  expect(restored).toMatchObject({ code: 0 });
  expect(restored.stderr).toContain("delta-shop.fr");
  const back = await answerOf<{ items: Website[] }>(inTest("list", "--tag", "old", "--json"));
  expect(back.items).toMatchObject([{ domain: "delta-shop.fr", archived_at: null }]);
  const made = await answerOf<Snapshot>(
    inTest("snapshot", "create", "--reason", "before the sale", "--json"),
  );
  expect((await inTest("snapshots")).stdout).toMatch(new RegExp(`${made.id} .*before the sale`, "u"));
}, 60_000);

test("providers and alert rules are listed", async () => {
  const [providers, alerts] = await Promise.all([sites("providers"), inTest("alerts")]);
  expect(providers.stdout).toMatch(/^mytoolsplan +not official +ready/mu);
  expect(alerts).toMatchObject({ code: 0, stdout: "No alert rule in the test workspace.\n" });
}, 60_000);

test("a person chooses, starts, watches to the report, and leaves with Ctrl-C", async () => {
  await answerOf(inTest("add", "menu-shop.fr", "--json"));
  const config = loadConfig(allSettings, {
    env: { MILLRACE_DATA: join(folder.path, "data") },
    file: null,
  }).values;
  const server = await findRunningServer(config);
  if (server === null) throw new Error("The server left no note.");
  const { terminal, answer, sees } = openFakeTerminal();
  const menu = runMenu(server, false, terminal);
  await answer("Which workspace?", down, enter);
  await sees("test: ");
  await answer("What next?", enter);
  await answer("Which status?", enter);
  await answer("Which tags?", enter);
  await answer("Measured longer ago", enter);
  await answer("Which provider?", enter);
  await answer("Workers", enter);
  await answer("Skip what was measured", enter);
  await sees("to measure");
  await answer("Start?", enter);
  await sees("succeeded");
  await answer("What next?", interrupt);
  await menu;
  await sees("Nothing is being measured.");
}, 60_000);

test("without a terminal the bare command prints the help", async () => {
  const { code, stdout, stderr } = await sites();
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^Usage: millrace sites/u);
}, 20_000);

test("what can't be understood, or is not there, is refused with one sentence and exit code 2", async () => {
  const refusals: [string[], RegExp][] = [
    [["restore", "xx"], /There is no snapshot xx; millrace sites snapshots lists/u],
    [["list", "--status", "asleep"], /--status <status>.*'asleep'.*pending, partial/u],
    [["list", "--older-than", "a while"], /--older-than <age>.*'a while'.*90m, 24h or 7d/u],
    [["measure", "--workers", "17"], /--workers <number>.*'17'.*whole number from 1 to 16/u],
    [["measure", "--provider", "nobody"], /There is no provider named "nobody"/u],
    [["import", "missing.csv"], /There is no file missing\.csv/u],
    [["metrics", "unknown.example.com"], /There is no website unknown\.example\.com/u],
    [["session", "measure-websites:none"], /There is no session measure-websites:none/u],
  ];
  const endings = await Promise.all(refusals.map(([args]) => sites(...args)));
  for (const [index, ending] of endings.entries()) expectRefusal(ending, 2, refusals[index]?.[1] ?? /^$/u);
}, 30_000);
