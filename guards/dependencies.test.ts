import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readWorkspaces } from "./layers.ts";

/** What package.json and an entry of package-lock.json have in common. */
interface Manifest {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

interface Lock {
  packages: Record<string, Manifest & { hasInstallScript?: boolean }>;
}

const root = join(import.meta.dirname, "..");
const read = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), "utf8")) as T;
const folders = ["", ...readWorkspaces(root).map(({ folder }) => folder)];
const manifestOf = (folder: string): Manifest => read<Manifest>(join(folder, "package.json"));
const { packages } = read<Lock>("package-lock.json");

/** Where `name` is found from the package at `path`, as Node looks for it; null where the lock file has none. */
function lockedFrom(path: string, name: string, locked: Lock["packages"]): Manifest | null {
  const parts = path === "" ? [] : path.split("/");
  for (let depth = parts.length; depth >= 0; depth -= 1) {
    const found = locked[[...parts.slice(0, depth), "node_modules", name].join("/")];
    if (found !== undefined) return found;
  }
  return null;
}

/** Optional packages (one per platform) that the lock file leaves out; `npm ci` refuses such a lock file. */
function missingOptionals(locked: Lock["packages"]): string[] {
  return Object.entries(locked).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => lockedFrom(path, name, locked) === null),
  );
}

describe.each(folders)("the package in /%s", (folder) => {
  const { dependencies, devDependencies, optionalDependencies } = manifestOf(folder);

  test("pins every version exactly, because an older npm chooses older releases from a range", () => {
    const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test("stands in the lock file as it is", () => {
    const locked = packages[folder] ?? {};
    const parts = [locked.dependencies, locked.devDependencies, locked.optionalDependencies];
    expect(parts).toEqual([dependencies, devDependencies, optionalDependencies]);
  });
});

test("the lock file has the packages of every platform", () => {
  expect(missingOptionals(packages)).toEqual([]);
  expect(
    missingOptionals({ "node_modules/tool": { optionalDependencies: { "tool-darwin": "1.0.0" } } }),
  ).toEqual(["tool-darwin"]);
});

test("every package with an install script is allowed by name", () => {
  const { allowScripts } = read<{ allowScripts: Record<string, boolean> }>("package.json");
  const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript === true);
  const names = scripted.map(([path]) =>
    path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
  );
  expect([...new Set(names)].filter((name) => allowScripts[name] === undefined)).toEqual([]);
});

test("the version is the same in every package", () => {
  expect(new Set(folders.map((folder) => manifestOf(folder).version)).size).toBe(1);
});

test("every folder with a package.json is a workspace", () => {
  const found = globSync("{apps,features,integrations}/*/package.json", { cwd: root }).length;
  expect(found).toBe(folders.filter((folder) => folder.includes("/")).length);
});
