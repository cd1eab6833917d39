import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { createTemporaryFolder, startProgram, type ChildProgram } from "@millrace/platform/testing";
import { stopProgram } from "./harness/programs.ts";
import { familyOf, memoryOf, type Memory } from "./harness/process-memory.ts";
import { below, figure, type Row } from "./harness/result.ts";
import type { Bench } from "./harness/run-bench.ts";
import { median, spread } from "./harness/statistics.ts";

const rounds = 3;
const idleMs = 30_000;
const launcher = pathToFileURL(join(import.meta.dirname, "../apps/cli/bin/millrace.js"));

/**
 * What: seconds from `millrace start` in an empty data folder to the first demo post in the API's answer, the same for the
 * second start in that folder, and memory after 30 idle seconds, app and database together.
 * How: the command itself as a child process with a port of its own, asked every 20 ms. Memory is PSS from the kernel: pages
 * that processes share count once.
 */
export const startBench: Bench = {
  name: "start",
  title: "Start and idle memory",
  async run() {
    const firstSeconds: number[] = [];
    const secondSeconds: number[] = [];
    let idle: { app: Memory; database: Memory } | null = null;
    for (let round = 0; round < rounds; round += 1) {
      await using folder = await createTemporaryFolder("millrace-bench-");
      firstSeconds.push(await startOnce(folder.path, () => Promise.resolve()));
      secondSeconds.push(
        await startOnce(folder.path, async (pid) => {
          if (round === rounds - 1) idle = await measureIdle(folder.path, pid);
        }),
      );
    }
    return {
      rows: [
        below("empty folder → first demo post", median(firstSeconds), "s", 10),
        below("second start → first demo post", median(secondSeconds), "s", 3),
        ...memoryRows(idle),
      ],
      notes: [
        `Medians of ${rounds} rounds; median (range) in seconds: first ${spread(firstSeconds)}, second ${spread(secondSeconds)}. The simulator runs in the same process, demo posts keep arriving while it idles.`,
      ],
    };
  },
};

/** Seconds until the first post is answered; then `whileRunning`, then an orderly stop. */
async function startOnce(dataFolder: string, whileRunning: (pid: number) => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  const program = startProgram(launcher, ["start", "--json", "--port", "0"], {
    MILLRACE_DATA: dataFolder,
    DATABASE_URL: "",
    LOG_LEVEL: "warn",
  });
  try {
    const { url } = JSON.parse(await program.nextLine()) as { url: string };
    await untilFirstPost(program, url);
    const seconds = (performance.now() - startedMs) / 1_000;
    await whileRunning(program.pid);
    return seconds;
  } finally {
    await stopProgram(program);
  }
}

async function untilFirstPost(program: ChildProgram, url: string): Promise<void> {
  const givesUpMs = performance.now() + 60_000;
  while (performance.now() < givesUpMs) {
    const answer = (await (await fetch(`${url}/api/v1/posts?limit=1`)).json()) as { items: unknown[] };
    if (answer.items.length > 0) return;
    await delay(20);
  }
  throw new Error(`no demo post within a minute: ${program.errorText}`);
}

async function measureIdle(
  dataFolder: string,
  pid: number,
): Promise<{ app: Memory; database: Memory } | null> {
  await delay(idleMs);
  const file = globSync("**/postmaster.pid", { cwd: dataFolder })[0];
  if (file === undefined) throw new Error(`no running database below ${dataFolder}`);
  const postmaster = Number(readFileSync(join(dataFolder, file), "utf8").split("\n")[0]);
  const database = memoryOf(familyOf(postmaster));
  const app = memoryOf([pid]);
  return app === null || database === null ? null : { app, database };
}

function memoryRows(idle: { app: Memory; database: Memory } | null): Row[] {
  if (idle === null) return [figure("idle memory (measured on Linux only)", null, "MB")];
  return [
    below("idle memory, app and database", idle.app.pssMb + idle.database.pssMb, "MB", 350),
    figure("idle memory, app (PSS)", idle.app.pssMb, "MB"),
    figure("idle memory, app (RSS)", idle.app.rssMb, "MB"),
    figure("idle memory, database (PSS)", idle.database.pssMb, "MB"),
  ];
}
