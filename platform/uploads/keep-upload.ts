import {
  getMultipartBoundary,
  MaxFileSizeExceededError,
  MaxPartsExceededError,
  MaxTotalSizeExceededError,
  MultipartParseError,
  parseMultipartStream,
  type MultipartPart,
} from "@remix-run/multipart-parser";
import { HttpProblem } from "../api/index.ts";
import { storableText } from "../db/storable-json.ts";
import type { ObjectStore } from "../objects/index.ts";

/** What one upload may hold. */
export interface UploadLimits {
  /** The form's field with the files. */
  field: string;
  /** Largest file, bytes: it is what one upload holds in memory. */
  maxFileBytes: number;
  /** All files of an upload together, bytes. */
  maxUploadBytes: number;
  maxFiles: number;
  /** Throws for a file that is not wanted; asked before it is kept. Default: every file is. */
  assertWanted?(file: { name: string; bytes: Uint8Array }): void;
}

export interface UploadedFile {
  name: string;
  /** Its object's name. */
  hash: string;
  /** With its charset, which only the sender may know. */
  content_type: string | null;
}

/** Longest field that is no file, bytes. */
const maxFieldBytes = 1_000;
const maxFields = 20;
const maxFileName = 300;
const maxContentType = 200;

export interface KeptUpload {
  files: UploadedFile[];
  /** The fields that are no files. */
  fields: Record<string, string>;
}

/**
 * Reads a multipart body file by file into the object store: a file is durable before the next one is read, and one file
 * at a time is in memory. What a file is, its content says later, never its name.
 * Throws `HttpProblem` 400 (broken), 413 (too large, too many).
 */
export async function keepUpload(
  request: Request,
  objects: ObjectStore,
  limits: UploadLimits,
): Promise<KeptUpload> {
  const boundary = getMultipartBoundary(request.headers.get("content-type") ?? "");
  if (boundary === null || boundary === "" || request.body === null) throw malformed();
  const kept: KeptUpload = { files: [], fields: {} };
  try {
    const parts = parseMultipartStream(request.body, {
      boundary,
      maxFileSize: limits.maxFileBytes,
      maxTotalSize: limits.maxUploadBytes,
      maxParts: limits.maxFiles + maxFields,
    });
    for await (const part of parts) await keepPart(part, objects, limits, kept);
  } catch (error) {
    // Whoever sent it has gone; there is nobody to tell, and nothing of ours broke.
    throw request.signal.aborted ? malformed(error) : refusalOf(error, limits);
  }
  return kept;
}

async function keepPart(
  part: MultipartPart,
  objects: ObjectStore,
  limits: UploadLimits,
  kept: KeptUpload,
): Promise<void> {
  if (part.filename === undefined) return keepField(part, kept);
  // What a browser sends for a file input in which nothing was chosen.
  if (part.filename === "" && part.size === 0) return;
  if (part.name !== limits.field) return;
  if (kept.files.length >= limits.maxFiles) throw tooMany(limits);
  const name = fileNameOf(part.filename);
  limits.assertWanted?.({ name, bytes: part.bytes });
  kept.files.push({ name, hash: await objects.put(part.bytes), content_type: contentTypeOf(part) });
}

function keepField(part: MultipartPart, kept: KeptUpload): void {
  if (part.size > maxFieldBytes)
    throw tooLarge(`form.${part.name ?? ""}`, `A field is longer than ${maxFieldBytes} bytes.`);
  if (part.name !== undefined) kept.fields[part.name] = part.text;
}

function contentTypeOf({ headers }: MultipartPart): string | null {
  const contentType = headers["content-type"];
  return contentType === undefined ? null : storableText(contentType).slice(0, maxContentType);
}

/** The name is stored and shown: without what no database takes, and not endless. */
function fileNameOf(name: string): string {
  return storableText(name).slice(0, maxFileName) || "file";
}

function refusalOf(error: unknown, { field, ...limits }: UploadLimits): unknown {
  if (error instanceof MaxFileSizeExceededError)
    return tooLarge(`form.${field}`, `A file has more than the ${limits.maxFileBytes} bytes accepted here.`);
  if (error instanceof MaxTotalSizeExceededError)
    return tooLarge("body", `The files have more than the ${limits.maxUploadBytes} bytes accepted at once.`);
  if (error instanceof MaxPartsExceededError) return tooMany({ field, ...limits });
  return error instanceof MultipartParseError ? malformed(error) : error;
}

function tooMany({ field, maxFiles }: UploadLimits): HttpProblem {
  const files = maxFiles === 1 ? "one file" : `${maxFiles} files`;
  return tooLarge(`form.${field}`, `There is more than the ${files} accepted at once.`);
}

function tooLarge(field: string, detail: string): HttpProblem {
  return new HttpProblem(413, "body_too_large", detail, { field, action: "Send less at once." });
}

function malformed(cause?: unknown): HttpProblem {
  return new HttpProblem(400, "malformed_body", "The body is no multipart form that can be read.", {
    field: "body",
    action: "Send multipart/form-data with a boundary, complete to its end.",
    cause,
  });
}
