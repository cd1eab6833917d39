import type { Bench } from "./harness/run-bench.ts";
import { runBench } from "./harness/run-bench.ts";
import { writeReport } from "./report.ts";
import { benches } from "./benches.ts";

/**
 * `npm run bench [name…]`: runs the named benches, or all, one after the other; stores each result in bench/results
 * and writes docs/performance.md from everything stored. Exit code 1 when a bench could not run; a missed target is a
 * finding, not a failure.
 */
const names = process.argv.slice(2);
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(", ")}; choose from ${benches.map((bench) => bench.name).join(", ")}.`,
  );
  process.exit(2);
}

const chosen: readonly Bench[] =
  names.length === 0 ? benches : benches.filter((bench) => names.includes(bench.name));
for (const bench of chosen) {
  try {
    await runBench(bench);
  } catch (error) {
    console.error(
      `${bench.name} could not run: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    process.exitCode = 1;
  }
  writeReport();
}
