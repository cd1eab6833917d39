import { readdirSync, readFileSync } from "node:fs";

/** Memory of one or more processes, MB. */
export interface Memory {
  /** Resident pages, shared ones counted in each process. */
  rssMb: number;
  /** Resident pages, shared ones divided among those who share them: sums of it are true. */
  pssMb: number;
}

/** Memory of these processes together, from Linux's `smaps_rollup`; null on systems without it. */
export function memoryOf(pids: readonly number[]): Memory | null {
  if (process.platform !== "linux") return null;
  const rollups = pids.map((pid) => readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
  const sum = (field: string): number =>
    rollups.reduce(
      (total, text) => total + Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0),
      0,
    ) / 1024;
  return { rssMb: sum("Rss"), pssMb: sum("Pss") };
}

/** A process and all its descendants, on Linux. */
export function familyOf(pid: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(Number(name))] as const);
  const family = [pid];
  for (const member of family)
    family.push(...parents.filter(([, parent]) => parent === member).map(([child]) => child));
  return family;
}

/** null when the process has ended meanwhile. */
function parentOf(pid: number): number | null {
  try {
    // "pid (name) state ppid …": the name may hold spaces and parentheses.
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]);
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH"))
      return null;
    throw error;
  }
}
