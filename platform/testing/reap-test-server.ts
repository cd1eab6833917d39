/**
 * Waits for the end of the test run that started it (its standard input ends), then removes the run's database server
 * and its folder. Arguments: the data folder, and a folder to remove
 * after it. An interrupted or killed run thus leaves nothing behind.
 */
import { readFile, realpath, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf } from "@millrace/platform/errors";

const [, , dataFolder = "", temporaryFolder] = process.argv;
/** Tries of 100 ms each; a server that is only just starting may show up within the first of them. */
const mostTries = 50;
const fewestTries = 3;

process.stdin.resume();
process.stdin.on("end", () => void reap());

async function reap(): Promise<void> {
  const cluster = await realpath(join(dataFolder, "postgres")).catch(() => join(dataFolder, "postgres"));
  for (let tries = 0; tries < mostTries; tries += 1) {
    const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => null);
    if (text === null && tries >= fewestTries) break;
    if (text !== null) kill(Number(text.split("\n")[0]));
    await delay(100);
  }
  // As root below a closed temporary folder, the cluster lies elsewhere and the data folder holds a link to it.
  for (const folder of [
    dirname(cluster),
    dataFolder,
    ...(temporaryFolder === undefined ? [] : [temporaryFolder]),
  ]) {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** SIGQUIT is Postgres's immediate shutdown: no checkpoint, nothing here is worth one. */
function kill(pid: number): void {
  try {
    process.kill(pid, process.platform === "win32" ? "SIGKILL" : "SIGQUIT");
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
  }
}
