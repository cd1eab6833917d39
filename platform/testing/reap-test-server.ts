/**
 * Waits for the end of the test run that started it, then removes the run's database server and its folder.
 * Argument: the data folder. An interrupted or killed run thus leaves nothing behind.
 */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const dataFolder = process.argv[2] ?? "";

process.stdin.resume();
process.stdin.on("end", () => void reap());

async function reap(): Promise<void> {
  const pidFile = join(dataFolder, "postgres", "postmaster.pid");
  for (let tries = 0; tries < 50; tries += 1) {
    const text = await readFile(pidFile, "utf8").catch(() => null);
    if (text === null) break;
    kill(Number(text.split("\n")[0]));
    await delay(100);
  }
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** SIGQUIT is Postgres's immediate shutdown: no checkpoint, nothing here is worth one. */
function kill(pid: number): void {
  try {
    process.kill(pid, process.platform === "win32" ? "SIGKILL" : "SIGQUIT");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
