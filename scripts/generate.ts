import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { families, registryOf } from "./families.ts";

/**
 * `npm run generate` writes every generated file again; with `--check` it writes nothing and ends with exit
 * code 1 when one of them is not what it would write.
 */
const root = process.cwd();
const isCheck = process.argv.includes("--check");

for (const family of families) {
  const registry = registryOf(family, root);
  if (registry === null) continue;
  const path = join(root, registry.path);
  const current = existsSync(path) ? readFileSync(path, "utf8") : null;
  if (current === registry.text) continue;
  if (isCheck) {
    console.error(`${registry.path} is ${current === null ? "missing" : "stale"}: run npm run generate.`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, registry.text);
    console.log(`wrote ${registry.path}`);
  }
}
