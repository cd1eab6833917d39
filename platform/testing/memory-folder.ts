import { chmod, mkdtemp, readFile, statfs } from "node:fs/promises";
import { join } from "node:path";

const memoryDisk = "/dev/shm";
const gigabyte = 2 ** 30;
/** What a test run may fill, and what it leaves for its processes. */
const neededBytes = { disk: 3 * gigabyte, memory: 6 * gigabyte };

/**
 * A new folder in memory for the temporary files of a test run; null where the machine has none, or too little to spare. A
 * test run makes and removes some hundred thousand files of databases and profiles: a quarter of its processor time went to
 * the file system [measured], and nothing of it is to outlive the run. Whoever makes it removes it.
 */
export async function createMemoryFolder(): Promise<string | null> {
  if (process.platform !== "linux" || !(await isUsable())) return null;
  const folder = await mkdtemp(join(memoryDisk, "millrace-tests-"));
  // As the system's own temporary folder: databases inside run as other users.
  await chmod(folder, 0o1777);
  return folder;
}

async function isUsable(): Promise<boolean> {
  const mounts = await readFile("/proc/mounts", "utf8");
  const options = mounts
    .split("\n")
    .findLast((line) => line.split(" ")[1] === memoryDisk)
    ?.split(" ")[3];
  // Some tests run programs that they have written.
  if (options === undefined || options.split(",").includes("noexec")) return false;
  const { bavail, bsize } = await statfs(memoryDisk);
  return bavail * bsize >= neededBytes.disk && process.availableMemory() >= neededBytes.memory;
}
