import { readFileSync } from "node:fs";
import { z } from "zod";

/**
 * `node scripts/test-summary.ts <report.json>` prints what a CI reads: "N passed, N failed". The report is
 * Vitest's JSON. A file that could not be loaded has no tests and counts as one failure, as does any other
 * reason for which the run as a whole was not a success.
 */
const report = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/** The two counts of a Vitest JSON report. Throws when it is not one. */
export function countTests(json: string): { passed: number; failed: number } {
  const { success, numPassedTests, numFailedTests, testResults } = report.parse(JSON.parse(json));
  const unloadable = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failed = numFailedTests + unloadable;
  return { passed: numPassedTests, failed: success ? failed : Math.max(1, failed) };
}

if (import.meta.main) {
  const { passed, failed } = countTests(readFileSync(process.argv[2] ?? "", "utf8"));
  console.log(`${passed} passed, ${failed} failed`);
}
