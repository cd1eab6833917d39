import { once } from "node:events";
import { createInterface } from "node:readline";
import { systemClock } from "@millrace/platform/clock";
import {
  createTemporaryFolder,
  createTestDatabase,
  until,
  type TemporaryFolder,
} from "@millrace/platform/testing";
import { startLinkedInSimulator } from "@millrace/posts/simulators";
import type { DeadLetter, RunDetail, RunSummary } from "@millrace/server/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  expectRefusal,
  runMillrace,
  spawnMillrace,
  startMillrace,
  type Ending,
} from "../testing/run-millrace.ts";

/** A house whose one collection stands before a login wall. */
const opened = new AsyncDisposableStack();
let folder: TemporaryFolder;
let runId: string;
beforeAll(async () => {
  folder = opened.use(await createTemporaryFolder());
  const database = opened.use(await createTestDatabase());
  const site = opened.use(
    await startLinkedInSimulator({
      clock: systemClock,
      posts: 5,
      newPostEveryMs: null,
      faults: { login: {} },
    }),
  );
  opened.use(
    await startMillrace({
      cwd: folder.path,
      env: { DATABASE_URL: database.url, MILLRACE_DEMO: "true", MILLRACE_DEMO_URL: site.url },
    }),
  );
  runId = await until("the demo's collection met the wall", async () => {
    const { items } = await answerOf<{ items: RunSummary[] }>("runs", "--status", "paused");
    return items[0]?.run_id ?? null;
  });
});
afterAll(() => opened.disposeAsync());

/** Beside the server that runs on the same folder. */
const operate = (...args: string[]): Promise<Ending> =>
  runMillrace(["operate", ...args], { cwd: folder.path });

async function linesOf(...args: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await operate(...args);
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: "" });
  return stdout.trimEnd().split("\n");
}

async function answerOf<Answer>(...args: string[]): Promise<Answer> {
  const [line = "", ...rest] = await linesOf(...args, "--json");
  expect(rest).toEqual([]);
  return JSON.parse(line) as Answer;
}

test("what the pages show is shown in columns, or as the API's JSON", async () => {
  const [run, runs, letters, letter, kinds, queues, workers, budgets, rates, storage] = await Promise.all([
    answerOf<RunDetail>("run", runId),
    linesOf("runs", "--workflow", "collect-posts"),
    linesOf("dead-letters"),
    linesOf("dead-letter", runId),
    answerOf<{ items: { count: number }[] }>("dead-letters", "kinds"),
    linesOf("queues"),
    answerOf<{ items: { pid: number; is_alive: boolean }[] }>("workers"),
    linesOf("budgets"),
    answerOf<{ items: unknown[] }>("rates", "--window", "24h"),
    linesOf("storage"),
  ]);
  expect(run).toMatchObject({ run_id: runId, status: "paused", error: { rung: "needs_attention" } });
  expect(runs[0]).toMatch(/^run +status +queue +created +took +progress +error$/u);
  expect(runs[1]).toMatch(new RegExp(`^${runId} +paused +collections +20`, "u"));
  expect(letters[1]).toContain(runId);
  expect(letter).toEqual(expect.arrayContaining([expect.stringMatching(/^status +paused$/u)]));
  expect(kinds.items).toMatchObject([{ count: 1 }]);
  expect(queues.find((line) => line.startsWith("collections "))).toMatch(/^collections +open +0 +0 +0 /u);
  expect(workers.items).toMatchObject([{ is_alive: true }]);
  expect(budgets[1]).toMatch(/^linkedin-demo:default +\d+ +\d+ /u);
  expect(rates.items.length).toBeGreaterThan(40);
  expect(storage.find((line) => line.startsWith("database"))).toMatch(/^database +\d+\.\d MB$/u);
}, 60_000);

test("a run is held, forked and given up; a queue is paused and resumed", async () => {
  const fork = await answerOf<{ run_id: string }>("fork", runId);
  expect(fork.run_id).toMatch(/^collect-posts:fork/u);
  // It may meet the same wall before it is cancelled.
  const [cancelled] = await linesOf("cancel", fork.run_id);
  expect(cancelled?.replace("paused", "cancelled")).toBe(`${fork.run_id} is cancelled.`);
  const [paused, discarded] = await Promise.all([
    linesOf("queue", "pause", "collections"),
    linesOf("dead-letter", "discard", runId, "--reason", "the site wants a login"),
  ]);
  expect(paused).toEqual(["Queue collections is paused."]);
  expect(discarded).toEqual([`Discarded ${runId}: the site wants a login`]);
  expect(await linesOf("queue", "resume", "collections")).toEqual(["Queue collections takes work."]);
  const left = await answerOf<{ items: DeadLetter[] }>("dead-letters", "--workflow", "collect-posts");
  expect(left.items.map((letter) => letter.run_id)).not.toContain(runId);
}, 60_000);

test("runs are followed live", async () => {
  const child = spawnMillrace(["operate", "runs", "--watch", "--json"], { cwd: folder.path });
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  const heard: { payload: { runId: string } }[] = [];
  lines.on("line", (line) => heard.push(JSON.parse(line) as (typeof heard)[number]));
  const { run_id } = await until("a change of a new run is heard", async () => {
    const fork = await answerOf<{ run_id: string }>("fork", runId);
    return heard.length > 0 ? fork : null;
  });
  await until("the newest too", () => Promise.resolve(heard.some(({ payload }) => payload.runId === run_id)));
  child.kill("SIGTERM");
  await once(child, "close");
}, 60_000);

test.each([
  [["run", "collect-posts:none"], /There is no run collect-posts:none/u],
  [["runs", "--limit", "many"], /--limit <number>.*'many'.*whole number from 1 to 200/u],
  [["logs", "x", "--limit", "0"], /--limit <number>.*'0'/u],
  [["runs", "--status", "asleep"], /--status <status>.*'asleep'.*queued, running/u],
  [["runs", "--since", "yesterday"], /query\.since/u],
  [["runs", "--cursor", "nonsense"], /cursor/u],
  [["retry", "collect-posts:none", "--from-step", "x"], /There is no run/u],
  [["queue", "pause", "none"], /There is no queue none/u],
  [["schedule", "run", "none"], /There is no schedule none/u],
  [["breaker", "close", "nobody", "nowhere"], /There is no breaker nobody nowhere/u],
  [["rates", "--window", "2h"], /--window <window>.*'2h'/u],
])("operate %j is refused with one sentence and exit code 2", async (args, sentence) => {
  expectRefusal(await operate(...args), 2, sentence);
});

test.each([
  [["dead-letter", "discard", "x"], "required option '--reason <text>' not specified"],
  [["runs", "--watch", "--queue", "x"], "option '--watch' cannot be used with option '--queue <name>'"],
])("operate %j names the flag that is missing or one too many", async (args, sentence) => {
  const { code, stdout, stderr } = await operate(...args);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: `error: ${sentence}\n` });
});
