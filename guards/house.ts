import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
const fixtures = join(import.meta.dirname, "fixtures");

/** The settings the checks read; the fixtures are judged by the very files that judge the product. */
const SETTINGS = [
  ".oxfmtrc.json",
  ".oxlintrc.json",
  ".secretlintignore",
  ".secretlintrc.json",
  "knip.json",
  "tsconfig.base.json",
];

/** A small repository in a temporary folder, shaped like this one; gone when disposed. */
export interface House extends Disposable {
  readonly folder: string;
}

/** Files by path relative to the root of the house. */
export type Files = Record<string, string>;

/**
 * Builds the house every fixture starts from (fixtures/house), with our settings and our installed packages, and
 * lays over it the files of `fixture` (a folder below fixtures, or files made on the spot).
 */
export function buildHouse(fixture: string | Files): House {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "millrace-guard-"));
  for (const file of SETTINGS) cpSync(join(root, file), join(folder, file));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  cpSync(join(fixtures, "house"), folder, { recursive: true });
  if (typeof fixture === "string") cpSync(join(fixtures, fixture), folder, { recursive: true });
  else writeFiles(folder, fixture);
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
