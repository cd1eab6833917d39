import { printLine } from "../print.ts";
import { loadHouseConfig } from "../load-house-config.ts";
import { checks } from "./checks.ts";

/** What one check found. */
export interface Finding {
  name: string;
  /** ok; warning = works without; failed = `millrace start` would not work. */
  status: "ok" | "warning" | "failed";
  /** What was found. */
  message: string;
  /** How to mend it; null when there is nothing to mend. */
  fix: string | null;
}

const marks = { ok: "✓", warning: "!", failed: "✗" } as const;

/** Runs every check, prints each as it ends; exit code 1 when one failed. */
export async function runDoctor(isJson: boolean): Promise<number> {
  const config = loadHouseConfig().values;
  let failed = 0;
  for (const check of checks) {
    const finding = await check(config);
    if (finding.status === "failed") failed += 1;
    printLine(isJson ? JSON.stringify(finding) : lineOf(finding));
  }
  return failed > 0 ? 1 : 0;
}

function lineOf({ name, status, message, fix }: Finding): string {
  return `${marks[status]} ${name.padEnd(10)} ${message}${fix === null ? "" : `\n             ${fix}`}`;
}
