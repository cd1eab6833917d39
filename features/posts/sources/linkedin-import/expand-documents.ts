import { open, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "@millrace/platform/errors";
import type { SourceDocument } from "../../contract.ts";
import { decodeText, maxDocumentBytes } from "../../extraction/decode-text.ts";
import { expandHar } from "./expand-har.ts";
import { expandMhtml } from "./expand-mhtml.ts";
import { expandZip } from "./expand-zip.ts";
import { refusal, type Refusal } from "./refusal.ts";
import { type FileKind, sniffBytes, sniffKind } from "./sniff-kind.ts";

/** A path on this machine (file or folder), or the bytes of an uploaded file. */
export type ImportInput = { path: string } | UploadedBytes;

interface UploadedBytes {
  name: string;
  bytes: Uint8Array;
  /** What it was sent with, if anything said it. */
  contentType?: string | null;
}

/** A HAR recording is one JSON text and must fit into one string; a web archive holds its pictures too. */
const maxBundleBytes = 256 * 1024 * 1024;
/** An archive inside an archive is opened, one inside that is not. */
const maxNesting = 2;

/**
 * Turns files, folders, ZIPs, HARs and web archives into documents, one after the other: never more than one is held in memory.
 * The kind is told by the content. What cannot be read becomes a refusal with one sentence; the rest goes on.
 * Order is stable: folders sorted by name, archives and recordings as they list their content.
 */
export async function* expandDocuments(input: ImportInput): AsyncGenerator<SourceDocument | Refusal> {
  if ("bytes" in input) {
    yield* expandBytes(input, true, 0);
    return;
  }
  const info = await stat(input.path).catch((error: unknown) =>
    refusal(input.path, "not_found", missingSentence(input.path, error)),
  );
  if ("refused" in info) yield info;
  else if (info.isDirectory()) yield* expandFolder(input.path);
  else yield* expandFile(input.path, true);
}

function missingSentence(path: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT" || code === "ENOTDIR")
    return `There is no file or folder ${path}; check the spelling.`;
  if (code === "EACCES" || code === "EPERM") return `${path} may not be read; change its permissions.`;
  return `${path} cannot be read (${messageOf(error)}).`;
}

async function* expandFolder(folder: string): AsyncGenerator<SourceDocument | Refusal> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) =>
    refusal(folder, "unreadable", missingSentence(folder, error)),
  );
  if ("refused" in entries) {
    yield entries;
    return;
  }
  const names = new Set(entries.map((entry) => entry.name));
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory() && !isPageAssets(entry.name, names)) yield* expandFolder(path);
    else if (entry.isFile()) yield* expandFile(path, !pageResource.test(entry.name));
  }
}

/** What lies beside saved pages and is none: passed over in a folder without a word, unlike a file nobody can read. */
const pageResource = /\.(?:jpe?g|png|gif|webp|svg|ico|css|m?js|woff2?|ttf|mp4|webm|mp3)$/i;

/** Browsers put a saved page's pictures and frames into a folder beside it: nothing in there is a post. */
function isPageAssets(name: string, siblings: ReadonlySet<string>): boolean {
  const match =
    /^(.+?)(?:_files|_fichiers|-Dateien|_archivos|_file|_arquivos|_ficheiros|_bestanden|\.resources)$/.exec(
      name,
    );
  return (
    match !== null && [".html", ".htm", ".xhtml"].some((extension) => siblings.has(match[1]! + extension))
  );
}

async function* expandFile(path: string, wasNamed: boolean): AsyncGenerator<SourceDocument | Refusal> {
  const head = await readHead(path).catch((error: unknown) =>
    refusal(path, "unreadable", missingSentence(path, error)),
  );
  if ("refused" in head) {
    yield head;
    return;
  }
  const kind = sniffKind(head.bytes);
  const limit = limitOf(kind);
  if (kind === "zip") yield* expandArchive(path, path, 0);
  else if (!isDocument(kind)) yield* refuseKind(path, kind, wasNamed);
  else if (head.size > limit) yield tooLarge(path, head.size, limit);
  else yield* expandBytes({ name: path, bytes: await readFile(path) }, wasNamed, 0);
}

function isDocument(kind: FileKind): boolean {
  return kind === "har" || kind === "mhtml" || kind === "html" || kind === "json" || kind === "csv";
}

function limitOf(kind: FileKind): number {
  return kind === "har" || kind === "mhtml" ? maxBundleBytes : maxDocumentBytes;
}

async function readHead(path: string): Promise<{ bytes: Uint8Array; size: number }> {
  await using file = await open(path, "r");
  const buffer = new Uint8Array(sniffBytes);
  const { bytesRead } = await file.read(buffer, 0, sniffBytes, 0);
  return { bytes: buffer.subarray(0, bytesRead), size: (await file.stat()).size };
}

async function* expandArchive(
  name: string,
  source: string | Uint8Array,
  depth: number,
): AsyncGenerator<SourceDocument | Refusal> {
  if (depth >= maxNesting) {
    yield refusal(
      name,
      "zip_nested",
      `${name} is an archive inside an archive inside an archive; unpack it first.`,
    );
    return;
  }
  for await (const member of expandZip(name, source)) {
    if ("refused" in member) yield member;
    else yield* expandBytes(member, false, depth + 1);
  }
}

async function* expandBytes(
  { name, bytes, contentType = null }: UploadedBytes,
  wasNamed: boolean,
  depth: number,
): AsyncGenerator<SourceDocument | Refusal> {
  const kind = sniffKind(bytes.subarray(0, sniffBytes));
  const limit = limitOf(kind);
  if (kind === "zip") yield* expandArchive(name, bytes, depth);
  else if (!isDocument(kind)) yield* refuseKind(name, kind, wasNamed);
  else if (bytes.length > limit) yield tooLarge(name, bytes.length, limit);
  else if (kind === "har") yield* expandHar(name, decodeText(bytes, null));
  else if (kind === "mhtml") yield* expandMhtml(name, bytes);
  else yield { name, url: null, contentType, bytes };
}

function tooLarge(name: string, size: number, limit: number): Refusal {
  return refusal(
    name,
    "too_large",
    `${name} has ${Math.ceil(size / 1024 ** 2)} MB, more than the ${limit / 1024 ** 2} MB a file of its kind may have; save the posts alone.`,
  );
}

/** Other files in a folder or archive are passed over in silence; one that was named by a person is answered. */
function* refuseKind(name: string, kind: FileKind, wasNamed: boolean): Generator<Refusal> {
  if (wasNamed && kind === "empty") yield refusal(name, "empty", `${name} is empty; save the page again.`);
  else if (wasNamed)
    yield refusal(
      name,
      "unknown_kind",
      `${name} is neither HTML, MHTML, JSON, HAR, CSV nor ZIP; save the page as HTML.`,
    );
}
