import { readdirSync, readFileSync } from "node:fs";

/** Memory of one or more processes, MB. */
export interface Memory {
  /** Resident pages, shared ones counted in each process. */
  rssMb: number;
  /** Resident pages, shared ones divided among those who share them: sums of it are true. */
  pssMb: number;
}

/** Memory of these processes together, from Linux's `smaps_rollup`; null on systems without it. One that has ended holds none. */
export function memoryOf(pids: readonly number[]): Memory | null {
  if (process.platform !== "linux") return null;
  const rollups = pids.map((pid) => fileOf(pid, "smaps_rollup") ?? "");
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

/** Its program and arguments; null when the process has ended meanwhile. */
export function commandOf(pid: number): string[] | null {
  return fileOf(pid, "cmdline")?.split("\0") ?? null;
}

/** null when the process has ended meanwhile. */
function parentOf(pid: number): number | null {
  // "pid (name) state ppid …": the name may hold spaces and parentheses.
  const text = fileOf(pid, "stat");
  return text === null ? null : Number(text.split(") ").at(-1)?.split(" ")[1]);
}

/** Processor seconds these processes have used so far, those of children they have waited for included. */
export function processorSecondsOf(pids: readonly number[]): number {
  const ticks = pids.flatMap(
    (pid) => fileOf(pid, "stat")?.split(") ").at(-1)?.split(" ").slice(11, 15) ?? [],
  );
  // Linux counts in hundredths of a second, whatever the kernel's own clock is.
  return ticks.reduce((sum, count) => sum + Number(count), 0) / 100;
}

/** What the kernel says of a process; null when it has ended meanwhile. */
function fileOf(pid: number, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH"))
      return null;
    throw error;
  }
}
