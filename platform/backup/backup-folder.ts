import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, messageOf } from "../errors/index.ts";
import { readManifest } from "./archive-reader.ts";
import type { Manifest } from "./manifest.ts";

/** A backup in a folder; one that can't be read says why. */
export interface StoredBackup {
  name: string;
  bytes: number;
  modifiedAt: Date;
  manifest: Manifest | null;
  problem: string | null;
}

const shape = /^millrace-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z\.tar$/u;

export const isBackupName = (name: string): boolean => shape.test(name);

/** "millrace-2026-11-24T03-00-00Z.tar": names sort by age, and are names on every system. */
export function backupNameOf(at: Date): string {
  return `millrace-${at.toISOString().slice(0, 19).replaceAll(":", "-")}Z.tar`;
}

/** The finished backups of a folder, the newest first; a folder that is not there has none. */
export async function listBackups(folder: string): Promise<StoredBackup[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
  const own = names.filter(isBackupName).sort().reverse();
  return await Promise.all(own.map((name) => readStored(folder, name)));
}

async function readStored(folder: string, name: string): Promise<StoredBackup> {
  const path = join(folder, name);
  const { size, mtime } = await stat(path);
  const found = await readManifest(path).then(
    (manifest) => ({ manifest, problem: null }),
    (error: unknown) => ({ manifest: null, problem: messageOf(error) }),
  );
  return { name, bytes: size, modifiedAt: mtime, ...found };
}

/** Deletes all but the newest `keep` backups that can be read; those that can't are left for a person to look at. */
export async function pruneBackups(folder: string, keep: number): Promise<string[]> {
  const readable = (await listBackups(folder)).filter(({ manifest }) => manifest !== null);
  const old = readable.slice(keep).map(({ name }) => name);
  for (const name of old) await rm(join(folder, name), { force: true });
  return old;
}
