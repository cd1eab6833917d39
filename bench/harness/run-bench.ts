import { loadavg } from "node:os";
import { describeMachine, describeVersions } from "./machine.ts";
import { saveResult, type BenchResult, type Measured } from "./result.ts";
import { printTable } from "./table.ts";

/** One file of this folder. */
export interface Bench {
  name: string;
  title: string;
  run(): Promise<Measured>;
}

/** Measures, prints the table and stores the result. */
export async function runBench(bench: Bench): Promise<BenchResult> {
  const startedMs = performance.now();
  const before = loadNow();
  const measured = await bench.run();
  const result: BenchResult = {
    name: bench.name,
    title: bench.title,
    date: new Date().toISOString(),
    machine: describeMachine(),
    versions: describeVersions(),
    load: { before, after: loadNow(), seconds: Math.round((performance.now() - startedMs) / 1_000) },
    ...measured,
  };
  saveResult(result);
  printTable(result);
  return result;
}

function loadNow(): number {
  return Number((loadavg()[0] ?? 0).toFixed(2));
}
