import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benches } from "./benches.ts";
import { resultsFolder, type BenchResult, type Row } from "./harness/result.ts";
import { valueOf } from "./harness/table.ts";

const page = join(import.meta.dirname, "../docs/performance.md");
const begin = "<!-- results: written by npm run bench -->";
const end = "<!-- end of results -->";

/** Writes what bench/results holds into docs/performance.md, between its markers; the text around them is by hand. */
export function writeReport(): void {
  const text = readFileSync(page, "utf8");
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/performance.md has lost its markers ${begin} … ${end}`);
  writeFileSync(page, `${before}${begin}\n\n${renderResults(readResults())}\n\n${end}${after}`);
}

function readResults(): BenchResult[] {
  return benches.flatMap(({ name }) => {
    const file = join(resultsFolder, `${name}.json`);
    return existsSync(file) ? [JSON.parse(readFileSync(file, "utf8")) as BenchResult] : [];
  });
}

function renderResults(results: readonly BenchResult[]): string {
  const targets = results.flatMap((result) => result.rows.filter((row) => row.target !== null));
  const met = targets.filter((row) => row.met).length;
  const summary = `${met} of ${targets.length} targets met.`;
  return [summary, ...results.map(renderResult)].join("\n\n");
}

function renderResult(result: BenchResult): string {
  const versions = Object.entries(result.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `### ${result.title}`,
    `\`npm run bench ${result.name}\`, ${result.date.slice(0, 16).replace("T", " ")} UTC, ${result.load.seconds} s, load average ${result.load.before} before and ${result.load.after} after. ${result.machine}. ${versions.join(", ")}.`,
    ["| what | measured | target | met |", "|---|--:|--:|---|", ...inOrder(result.rows).map(renderRow)].join(
      "\n",
    ),
    ...result.notes,
  ].join("\n\n");
}

/** Ratios first: they carry from one machine to another, the rest doesn't. */
function inOrder(rows: readonly Row[]): Row[] {
  const isRatio = (row: Row): boolean => row.unit === "×";
  return [...rows.filter(isRatio), ...rows.filter((row) => !isRatio(row))];
}

function renderRow(row: Row): string {
  const met = row.met === null ? "" : row.met ? "yes" : "**no**";
  return `| ${row.what} | ${valueOf(row)} | ${row.target ?? ""} | ${met} |`;
}
