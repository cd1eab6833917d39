import type { BenchResult, Row } from "./result.ts";

/** Prints a result for people. */
export function printTable(result: BenchResult): void {
  const width = Math.max(...result.rows.map((row) => row.what.length));
  console.log(
    `\n${result.title} (${result.name}, ${result.load.seconds} s, load ${result.load.before} → ${result.load.after})`,
  );
  for (const row of result.rows) {
    console.log(
      `  ${mark(row)} ${row.what.padEnd(width)}  ${valueOf(row).padStart(12)}  ${row.target ?? ""}`,
    );
  }
  for (const note of result.notes) console.log(`    ${note}`);
}

/** "3.4 ms", or a dash where nothing could be measured. */
export function valueOf(row: Row): string {
  return row.value === null ? "–" : `${row.value} ${row.unit}`.trim();
}

function mark(row: Row): string {
  if (row.met === null) return " ";
  return row.met ? "✓" : "✗";
}
