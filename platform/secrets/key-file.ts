import { randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import { codeOf, messageOf, UserFacingError } from "@millrace/platform/errors";
import { keyBytes, secretKeyOf, type SecretKey } from "./envelope.ts";

const heading =
  "# Key of Millrace's encrypted settings. Keep a copy apart from the backups; whoever has both can read them.";

/** `millrace/key` in the user's configuration folder: beside no data folder, so that no copy of one contains it. */
export function defaultKeyFile(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  const roots = platform === "win32" ? [env["APPDATA"]] : [env["XDG_CONFIG_HOME"]];
  const root = roots.find((folder) => folder !== undefined && folder !== "");
  return join(root ?? join(homedir(), ".config"), "millrace", "key");
}

/**
 * The keys of a file, the current one first; during a rotation the old ones follow. Empty when there is no file.
 * Throws `UserFacingError` `key_file_exposed` (others may read it), `key_file_unreadable`, `key_file_damaged`.
 */
export async function readKeyFile(path: string): Promise<SecretKey[]> {
  const text = await readPrivateFile(path, "key file");
  if (text === null) return [];
  const lines = text.split("\n").map((line) => line.trim());
  const keys = lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => Buffer.from(line, "base64url"));
  if (keys.length === 0 || keys.some((key) => key.length !== keyBytes))
    throw new UserFacingError(
      "key_file_damaged",
      `The key file ${path} holds no key; put a copy of it back, or move it away to begin with a new key.`,
    );
  return keys.map((key) => secretKeyOf(key));
}

/** The file's keys, after making the file with a new one where there is none; of several processes, one makes it. */
export async function readOrMakeKeyFile(path: string): Promise<SecretKey[]> {
  const known = await readKeyFile(path);
  if (known.length > 0) return known;
  await writeKeys(path, [newKey()], "new");
  return await readKeyFile(path);
}

export function newKey(): SecretKey {
  return secretKeyOf(randomBytes(keyBytes));
}

/** Writes the file whole and durably: `new` leaves one that appeared meanwhile as it is. */
export async function writeKeys(
  path: string,
  keys: readonly SecretKey[],
  how: "new" | "replace",
): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  const text = `${heading}\n${keys.map(({ bytes }) => Buffer.from(bytes).toString("base64url")).join("\n")}\n`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    {
      await using file = await open(temporary, "wx", 0o600);
      await file.writeFile(text);
      await file.sync();
    }
    if (how === "new") await link(temporary, path).catch(ignoreExisting);
    else await rename(temporary, path);
  } catch (error) {
    throw new UserFacingError(
      "key_file_not_writable",
      `The key file ${path} can't be written (${messageOf(error)}); set MILLRACE_KEY_FILE to a place this user may write to.`,
      { cause: error },
    );
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A copy of the data folder would carry the key with what it protects. Throws `key_file_in_data`. */
export async function refuseKeyInData(keyFile: string, dataFolder: string): Promise<void> {
  const folder = await realpath(dataFolder).catch(() => resolve(dataFolder));
  const place = join(await realpath(dirname(keyFile)).catch(() => resolve(dirname(keyFile))), "key");
  if (!place.startsWith(`${folder}${sep}`)) return;
  throw new UserFacingError(
    "key_file_in_data",
    `The key file ${keyFile} lies in the data folder, whose copies would carry it along; set MILLRACE_KEY_FILE to a place outside.`,
  );
}

/** A file only its owner may read; null when there is none. `what` names it in refusals. */
export async function readPrivateFile(path: string, what: string): Promise<string | null> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw new UserFacingError(
        "key_file_exposed",
        `The ${what} ${path} may be read by others (mode ${(mode & 0o777).toString(8)}); take that away: chmod 600 ${path}.`,
      );
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof UserFacingError) throw error;
    if (codeOf(error) === "ENOENT") return null;
    throw new UserFacingError(
      "key_file_unreadable",
      `The ${what} ${path} can't be read (${messageOf(error)}).`,
      {
        cause: error,
      },
    );
  }
}

function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== "EEXIST") throw error;
}
