import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { codeOf } from "@millrace/platform/errors";

/** True while the process exists and is not a zombie (an orphan below a pid 1 that reaps nobody stays one for ever). */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== "EPERM") return false;
  }
  return processState(pid) !== "Z";
}

/** Working folder of a process; null where the system does not tell (no /proc, another user's process). */
export function workingFolderOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

/** Processes working in this folder (its real path); empty where there is no /proc. */
export function processesIn(folder: string): number[] {
  try {
    const pids = readdirSync("/proc")
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && pid > 0);
    return pids.filter((pid) => workingFolderOf(pid) === folder);
  } catch {
    return [];
  }
}

/** The state letter of proc(5) `/proc/<pid>/stat`; null where there is no /proc. */
function processState(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in parentheses and may itself contain spaces and parentheses.
    return stat.slice(stat.lastIndexOf(")") + 2)[0] ?? null;
  } catch {
    return null;
  }
}
