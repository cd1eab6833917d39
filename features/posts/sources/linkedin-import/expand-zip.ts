import type { Readable } from "node:stream";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { messageOf } from "@millrace/platform/errors";
import { refusal, type Refusal } from "./refusal.ts";

/** One file of an archive, read. */
export interface ZipMember {
  name: string;
  bytes: Uint8Array;
}

/** More entries than a saved collection ever has. */
const maxEntries = 20_000;
/** No saved page or recording unpacks to more. */
const maxMemberBytes = 256 * 1024 * 1024;
const maxTotalBytes = 2 * 1024 * 1024 * 1024;
/** Text packs 5 to 20 times, repetitive text 100 times; a bomb packs 1,000 times. Small members are harmless. */
const maxRatio = 300;
const harmlessBytes = 1024 * 1024;

const options = { lazyEntries: true, decodeStrings: false, autoClose: true } as const;

/**
 * Reads an archive member by member, each only when asked for. A member with a dangerous name, a link, a password or
 * an impossible packing ratio is refused alone; the others go on.
 */
export async function* expandZip(
  name: string,
  source: string | Uint8Array,
): AsyncGenerator<ZipMember | Refusal> {
  const zip = await openZip(source).catch((error: unknown) =>
    refusal(name, "zip_unreadable", `${name} is a damaged archive (${messageOf(error)}); pack it again.`),
  );
  if ("refused" in zip) {
    yield zip;
    return;
  }
  try {
    yield* members(name, zip);
  } finally {
    zip.close();
  }
}

async function openZip(source: string | Uint8Array): Promise<ZipFile> {
  if (typeof source === "string") return yauzl.openPromise(source, options);
  return yauzl.fromBufferPromise(Buffer.from(source.buffer, source.byteOffset, source.byteLength), options);
}

async function* members(name: string, zip: ZipFile): AsyncGenerator<ZipMember | Refusal> {
  let entries = 0;
  let total = 0;
  for await (const entry of safeEntries(name, zip)) {
    if ("refused" in entry) {
      yield entry;
      return;
    }
    entries += 1;
    if (entries > maxEntries || total > maxTotalBytes) {
      yield refusal(
        name,
        "zip_too_large",
        `${name} holds more than ${maxEntries} files or ${maxTotalBytes / 1024 ** 3} GB; split it into smaller archives.`,
      );
      return;
    }
    const member = await readMember(name, zip, entry);
    if (member === null) continue;
    if ("bytes" in member) total += member.bytes.length;
    yield member;
  }
}

/** The entries; a damaged directory ends the list with a refusal instead of an error. */
async function* safeEntries(name: string, zip: ZipFile): AsyncGenerator<Entry | Refusal> {
  const iterator = zip.eachEntry()[Symbol.asyncIterator]();
  while (true) {
    const next = await iterator
      .next()
      .catch((error: unknown) =>
        refusal(
          name,
          "zip_unreadable",
          `${name} is damaged: ${messageOf(error)}; the files before the damage were read.`,
        ),
      );
    if ("refused" in next) {
      yield next;
      return;
    }
    if (next.done === true) return;
    yield next.value;
  }
}

async function readMember(archive: string, zip: ZipFile, entry: Entry): Promise<ZipMember | Refusal | null> {
  const inner = nameOf(entry);
  if (inner.endsWith("/") || isLitter(inner)) return null;
  const name = `${archive}!/${inner}`;
  const why = dangerOf(entry, inner);
  if (why !== null) return refusal(name, why.code, why.message.replace("%", name));
  const stream = zip.openReadStreamPromise(entry).then((readable) => readAll(readable));
  return stream.then(
    (bytes) => ({ name, bytes }),
    (error: unknown) =>
      refusal(
        name,
        "zip_member_unreadable",
        `${name} cannot be unpacked (${messageOf(error)}); pack it again.`,
      ),
  );
}

function nameOf(entry: Entry): string {
  const raw = entry.fileName as unknown;
  if (typeof raw === "string") return raw;
  return yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, raw as Buffer, entry.extraFields, true);
}

/** What operating systems leave in archives. */
function isLitter(name: string): boolean {
  return name.startsWith("__MACOSX/") || /(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini)$/.test(name);
}

const sentences = {
  zip_unsafe_name:
    "% leaves the archive's own folder by its name; such archives are not opened, pack the files again.",
  zip_link: "% is a link, not a file; pack the file itself.",
  zip_encrypted: "% is protected by a password; pack it without one.",
  zip_bomb: "% would unpack to far more than a page; it is not opened.",
} as const;

function dangerOf(entry: Entry, name: string): { code: keyof typeof sentences; message: string } | null {
  const code = dangerCode(entry, name);
  return code === null ? null : { code, message: sentences[code] };
}

function dangerCode(entry: Entry, name: string): keyof typeof sentences | null {
  if (/^[/\\]|^[a-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\0/i.test(name)) return "zip_unsafe_name";
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000) return "zip_link";
  if ((entry.generalPurposeBitFlag & 1) === 1) return "zip_encrypted";
  const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize);
  return entry.uncompressedSize > maxMemberBytes ||
    (ratio > maxRatio && entry.uncompressedSize > harmlessBytes)
    ? "zip_bomb"
    : null;
}

async function readAll(stream: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxMemberBytes) throw new Error("it unpacks to more than it says");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
