import { readdir, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { UserFacingError } from "@millrace/platform/errors";

/** A file to upload, and the name it is shown by. */
export interface ImportFile {
  path: string;
  name: string;
}

/**
 * The files below the given paths, folders opened, in a stable order; hidden files are left out.
 * Throws UserFacingError `path_not_found` or `nothing_to_import`.
 */
export async function listImportFiles(paths: readonly string[]): Promise<ImportFile[]> {
  const files: ImportFile[] = [];
  for (const path of paths) files.push(...(await filesBelow(path)));
  if (files.length === 0) {
    throw new UserFacingError("nothing_to_import", `There is no file in ${paths.join(", ")}; give saved pages, JSON answers, HAR files or ZIP archives.`, { exitCode: 2 });
  }
  return files;
}

async function filesBelow(path: string): Promise<ImportFile[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw new UserFacingError("path_not_found", `There is nothing to read at ${path}; check the path.`, { exitCode: 2, cause: error });
  });
  if (!found.isDirectory()) return [{ path, name: basename(path) }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ path: file, name: relative(path, file) }));
}
