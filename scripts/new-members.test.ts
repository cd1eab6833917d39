import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const home = join(import.meta.dirname, "..");
const script = join(import.meta.dirname, "new.ts");
/** What members of Connect are built on; members themselves are left out. */
const base = ["connectors", "contract", "records", "values", "contract.ts", "package.json"];
const families = ["destinations", "sources"];
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(realpathSync(tmpdir()), "millrace-stranger-"));
  symlinkSync(join(home, "node_modules"), join(root, "node_modules"), "junction");
  for (const file of ["tsconfig.base.json", "package.json"]) cpSync(join(home, file), join(root, file));
  const from = join(home, "features/connect");
  const to = join(root, "features/connect");
  for (const part of base) cpSync(join(from, part), join(to, part), { recursive: true });
  for (const family of families)
    for (const entry of readdirSync(join(from, family), { withFileTypes: true }))
      if (entry.isFile() || entry.name === "testing")
        cpSync(join(from, family, entry.name), join(to, family, entry.name), { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const run = (program: string, ...args: string[]): string => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(home, "node_modules", program), ...args],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  return status === 0 ? "" : `${stdout}\n${stderr}`;
};

test("a new destination and a new source of Connect compile as they are made, and keep their contracts", () => {
  execFileSync(process.execPath, [script, "destination", "acme-lake"], { cwd: root });
  execFileSync(process.execPath, [script, "connect-source", "acme-shop"], { cwd: root });
  writeFileSync(
    join(root, "features/connect/sources/testing/rigs.ts"),
    [
      'import { openAcmeShopRig } from "../acme-shop/test-rig.ts";',
      'export const rigs = [{ name: "acme-shop", open: openAcmeShopRig }];',
    ].join("\n"),
  );
  writeFileSync(
    join(root, "tsconfig.json"),
    JSON.stringify({ extends: "./tsconfig.base.json", include: ["features/connect/*/acme-*/*"] }),
  );
  writeFileSync(join(root, "vitest.config.ts"), "export default { test: { testTimeout: 30_000 } };\n");
  expect(run("typescript/bin/tsc", "--noEmit", "-p", ".")).toBe("");
  const tests = families.map((family) => `features/connect/${family}/contract.test.ts`);
  expect(tests.every((path) => existsSync(join(root, path)))).toBe(true);
  expect(run("vitest/vitest.mjs", "run", ...tests)).toBe("");
}, 180_000);
