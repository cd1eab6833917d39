import { createReadStream } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { codeOf, messageOf, UserFacingError } from "@millrace/platform/errors";
import {
  hashOf,
  manifest,
  manifestBytes,
  manifestHashBytes,
  manifestName,
  type Manifest,
} from "./manifest.ts";
import { blockBytes, paddingOf, readTarHeader } from "./tar.ts";

/** A file of the archive and where its bytes are. */
export interface ArchivedFile {
  name: string;
  bytes: number;
  at: number;
}

/** The backup is not whole, or no backup: nothing of it is used. */
export function damaged(path: string, what: string): UserFacingError {
  return new UserFacingError(
    "backup_damaged",
    `The backup ${path} can't be restored: ${what}; take another one.`,
  );
}

/** What the archive says it holds. Throws `UserFacingError` `backup_not_found`, `backup_damaged`. */
export async function readManifest(path: string): Promise<Manifest> {
  await using file = await openArchive(path);
  const head = await readAt(file, 0, 3 * blockBytes + manifestBytes);
  const entry = readTarHeader(head);
  if (entry === null || entry === "end" || entry.name !== manifestName || entry.bytes !== manifestBytes)
    throw damaged(path, "it is no backup of Millrace");
  const text = head.subarray(blockBytes, blockBytes + manifestBytes);
  const hashAt = 2 * blockBytes + manifestBytes;
  const stated = head.toString("latin1", hashAt, hashAt + manifestHashBytes).trim();
  if (hashOf(text) !== stated) throw damaged(path, "its manifest was changed");
  const parsed = manifest.safeParse(parseJson(text.toString("utf8")));
  if (!parsed.success) throw damaged(path, "its manifest is of a form this release doesn't know");
  const { size } = await stat(path);
  if (size !== parsed.data.archive_bytes)
    throw damaged(
      path,
      `it has ${size} bytes instead of ${parsed.data.archive_bytes}: it was cut off or added to`,
    );
  return parsed.data;
}

/** The files after the manifest, in their order. Throws `backup_damaged` where a header was changed. */
export async function* filesOf(path: string): AsyncGenerator<ArchivedFile> {
  await using file = await openArchive(path);
  let at = 3 * blockBytes + manifestBytes;
  for (;;) {
    const entry = readTarHeader(await readAt(file, at, blockBytes));
    if (entry === "end") return;
    if (entry === null) throw damaged(path, `what should stand at byte ${at} does not`);
    yield { ...entry, at: at + blockBytes };
    at += blockBytes + entry.bytes + paddingOf(entry.bytes);
  }
}

export function streamOf(path: string, { at, bytes }: ArchivedFile): Readable {
  return bytes === 0
    ? createReadStream(path, { end: 0 }).destroy()
    : createReadStream(path, { start: at, end: at + bytes - 1, highWaterMark: 262_144 });
}

async function openArchive(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    const reason = codeOf(error) === "ENOENT" ? "there is no such file" : messageOf(error);
    throw new UserFacingError("backup_not_found", `The backup ${path} can't be read: ${reason}.`, {
      cause: error,
    });
  }
}

async function readAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  let done = 0;
  while (done < bytes) {
    const { bytesRead } = await file.read(buffer, done, bytes - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
