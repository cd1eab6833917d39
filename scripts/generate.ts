import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { companionsOf, families, registryOf } from "./families.ts";
import { connectorsPageOf } from "./connectors-page.ts";
import { permissionsPageOf } from "./permissions-page.ts";
import { settingsPageOf } from "./settings-page.ts";

/**
 * `npm run generate` writes every generated file again; with `--check` it writes nothing and ends with exit
 * code 1 when one of them is not what it would write.
 */
const root = process.cwd();
const isCheck = process.argv.includes("--check");

const generated = [
  ...families.flatMap((family) => [registryOf(family, root), companionsOf(family, root)]),
  settingsPageOf(root),
  await connectorsPageOf(root),
  permissionsPageOf(root),
];

for (const { path, text } of generated.filter((file) => file !== null)) {
  const target = join(root, path);
  const current = existsSync(target) ? readFileSync(target, "utf8") : null;
  if (current === text) continue;
  if (isCheck) {
    console.error(`${path} is ${current === null ? "missing" : "stale"}: run npm run generate.`);
    process.exitCode = 1;
  } else {
    writeFileSync(target, text);
    console.log(`wrote ${path}`);
  }
}
