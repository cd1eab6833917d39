import { join } from "node:path";
import { checks, proof } from "./checks.ts";
import { runCheck } from "./run-check.ts";

/**
 * `npm run check [name…]`: everything a change must pass besides the tests. Goes on after a failure, so that one
 * run shows all there is to mend; ends with exit code 1 when anything failed.
 */
const root = join(import.meta.dirname, "..");
const known = [...checks, proof];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => known.every((check) => check.name !== name));

if (unknown.length > 0) {
  console.error(
    `There is no check named ${unknown.join(", ")}; there are: ${known.map(({ name }) => name).join(", ")}.`,
  );
  process.exit(2);
}

const failed: string[] = [];
for (const check of known.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const { hasPassed, durationMs, output } = await runCheck(check, root);
  console.log(
    `${hasPassed ? "ok    " : "FAILED"}  ${check.name.padEnd(10)} ${(durationMs / 1000).toFixed(1)} s`,
  );
  if (hasPassed) continue;
  failed.push(check.name);
  console.log(output.trimEnd());
  if (check.remedy !== null) console.log(`To mend it: ${check.remedy}`);
}

if (failed.length > 0)
  console.error(`${failed.length} of ${known.length} checks failed: ${failed.join(", ")}.`);
process.exitCode = failed.length > 0 ? 1 : 0;
