import { once } from "node:events";
import type { ChildProcess } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Sync, SyncCertificate } from "@millrace/connect/contract";
import {
  createTemporaryFolder,
  createTestDatabase,
  until,
  type TemporaryFolder,
  type TestDatabase,
} from "@millrace/platform/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sourceYaml, startPagedSource, type PagedSource } from "../testing/paged-source.ts";
import { expectRefusal, runMillrace, spawnMillrace, type Ending } from "../testing/run-millrace.ts";

// Every command starts a server of its own.
vi.setConfig({ testTimeout: 120_000 });

/** No server runs: each command is one for the time it takes. */
let opened: AsyncDisposableStack;
let folder: TemporaryFolder;
let database: TestDatabase;
let source: PagedSource;
beforeEach(async () => {
  opened = new AsyncDisposableStack();
  folder = opened.use(await createTemporaryFolder());
  database = opened.use(await createTestDatabase());
  source = opened.use(await startPagedSource(260));
  await writeFile(
    join(folder.path, "file.yaml"),
    `name: alone\n${sourceYaml(source)}destination: { type: jsonl, folder: out }\n`,
  );
});
afterEach(() => opened.disposeAsync());

const surroundings = () => ({ cwd: folder.path, env: { DATABASE_URL: database.url } });
const connect = (...args: string[]): Promise<Ending> => runMillrace(["connect", ...args], surroundings());
const begin = (): ChildProcess =>
  spawnMillrace(["connect", "run", "--config", "file.yaml", "--json"], surroundings());

interface Run {
  sync: Sync;
  certificate: SyncCertificate | null;
}

async function syncsOf(): Promise<Sync[]> {
  const { stdout } = await connect("status", "--json");
  return (JSON.parse(stdout) as { items: Sync[] }).items;
}

const pageAsked = (page: number): Promise<unknown> =>
  until(`page ${page} was asked for`, () => Promise.resolve(source.asked.includes(page) || null));

async function expectDeliveredOnce(): Promise<void> {
  const lines = (await readFile(join(folder.path, "out/customers.jsonl"), "utf8")).trimEnd().split("\n");
  const ids = lines.map((line) => (JSON.parse(line) as { id: number }).id);
  expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 260 }, (_, at) => at + 1));
}

test("a run that is killed is finished by the next one: nothing lost, nothing twice, nothing fetched again", async () => {
  source.holdFrom(4);
  const killed = begin();
  await pageAsked(4);
  const [running] = await syncsOf();
  expectRefusal(await connect("run", "alone"), 3, new RegExp(`runs already, ${running?.id ?? "?"}:`, "u"));
  killed.kill("SIGKILL");
  await once(killed, "close");
  source.release();

  const { code, stdout, stderr } = await connect("run", "--config", "file.yaml", "--json");
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const { sync, certificate } = JSON.parse(stdout) as Run;
  expect(sync).toMatchObject({ id: running?.id, status: "succeeded", is_green: true, delivered: 260 });
  expect(certificate).toMatchObject({ is_green: true });
  expect(await syncsOf()).toHaveLength(1);
  await expectDeliveredOnce();
  for (const page of [1, 2, 3]) expect(source.asked.filter((asked) => asked === page)).toHaveLength(1);
});

test("Ctrl-C leaves the sync to be followed later, and says how", async () => {
  source.holdFrom(4);
  const interrupted = begin();
  const [stdout, stderr] = [interrupted.stdout, interrupted.stderr].map((stream) =>
    stream === null ? Promise.resolve("") : text(stream),
  );
  await pageAsked(4);
  interrupted.kill("SIGINT");
  await once(interrupted, "close");
  expect(interrupted.exitCode).toBe(130);
  const { sync } = JSON.parse((await stdout) ?? "") as Run;
  expect(["queued", "running"]).toContain(sync.status);
  expect(await stderr).toContain(`\`millrace connect status ${sync.id} --watch\``);
  source.release();

  const watched = await connect("status", sync.id, "--watch", "--json");
  expect(watched).toMatchObject({ code: 0 });
  expect(JSON.parse(watched.stdout)).toMatchObject({ sync: { id: sync.id, is_green: true, delivered: 260 } });
  await expectDeliveredOnce();
});

test("a variable that is not set is refused before anything is saved", async () => {
  await writeFile(
    join(folder.path, "secret.yaml"),
    `name: secret\n${sourceYaml(source)}destination: { type: webhook, url: env:MILLRACE_TEST_NOWHERE }\n`,
  );
  expectRefusal(
    await connect("run", "--config", "secret.yaml"),
    2,
    /destination\.url is env:MILLRACE_TEST_NOWHERE, and there is no variable MILLRACE_TEST_NOWHERE/u,
  );
  expect(JSON.parse((await connect("list", "--json")).stdout)).toEqual({ items: [] });
});
