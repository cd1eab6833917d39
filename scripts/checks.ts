import { existsSync } from "node:fs";
import { join } from "node:path";

/** One thing `npm run check` looks at. Its command is run in the root; exit code 0 means that all is well. */
export interface Check {
  name: string;
  /** What to do about a failure; null where the message of the tool says it. */
  remedy: string | null;
  command: (root: string) => string[][];
}

const TYPE_PROJECTS = ["tsconfig.json", "apps/web/tsconfig.json", "e2e/tsconfig.json"];

/** Where our own scripts are; the commands run in the folder they check, which in guards.test.ts is another one. */
const home = join(import.meta.dirname, "..");

/** In the order in which they are run: the quickest first. */
export const checks: Check[] = [
  { name: "format", remedy: "npm run format", command: () => [["oxfmt", "--check"]] },
  { name: "lint", remedy: null, command: () => [["oxlint"]] },
  { name: "layers", remedy: null, command: () => [["node", join(home, "guards/layers.ts")]] },
  { name: "secrets", remedy: null, command: () => [["secretlint", "**/*"]] },
  {
    name: "generated",
    remedy: "npm run generate",
    command: () => [["node", join(home, "scripts/generate.ts"), "--check"]],
  },
  { name: "unused", remedy: null, command: () => [["knip", "--no-progress", "--no-config-hints"]] },
  {
    name: "types",
    remedy: null,
    command: (root) =>
      TYPE_PROJECTS.filter((project) => existsSync(join(root, project))).map((project) => [
        "tsc",
        "--noEmit",
        "-p",
        project,
      ]),
  },
];

/** Proves that each of the checks above can fail; run by `npm run check` and, as any other test, by `npm test`. */
export const proof: Check = {
  name: "guards",
  remedy: null,
  command: () => [["vitest", "run", "guards"]],
};
