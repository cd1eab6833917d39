import { readdir, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { messageOf, UserFacingError } from "@millrace/platform/errors";

/** A file to upload, and the name it is shown by. */
export interface ImportFile {
  path: string;
  name: string;
}

/**
 * The files below the given paths, folders opened, in a stable order; hidden files and folders, and links, are left out.
 * Throws UserFacingError `path_not_found`, `path_not_readable` or `nothing_to_import`.
 */
export async function listImportFiles(paths: readonly string[]): Promise<ImportFile[]> {
  const files: ImportFile[] = [];
  for (const path of paths) files.push(...(await filesBelow(path)));
  if (files.length === 0) {
    throw new UserFacingError(
      "nothing_to_import",
      `There is no file in ${paths.join(", ")}; give saved pages, JSON answers, HAR files or ZIP archives.`,
      { exitCode: 2 },
    );
  }
  return files;
}

async function filesBelow(path: string): Promise<ImportFile[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw new UserFacingError("path_not_found", `There is nothing to read at ${path}; check the path.`, {
      exitCode: 2,
      cause: error,
    });
  });
  if (!found.isDirectory()) return [{ path, name: basename(path) }];
  return (await walk(path)).sort().map((file) => ({ path: file, name: relative(path, file) }));
}

/** Not readdir's own recursion: it follows links, which lead out of the folder and round in circles. */
async function walk(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new UserFacingError(
      "path_not_readable",
      `The folder ${folder} can't be read (${messageOf(error)}); change its permissions or leave it out.`,
      { exitCode: 2, cause: error },
    );
  });
  const files: string[] = [];
  for (const entry of entries.filter((candidate) => !candidate.name.startsWith("."))) {
    if (entry.isDirectory()) files.push(...(await walk(join(folder, entry.name))));
    else if (entry.isFile()) files.push(join(folder, entry.name));
  }
  return files;
}
