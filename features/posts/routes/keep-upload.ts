import {
  getMultipartBoundary,
  MaxFileSizeExceededError,
  MaxPartsExceededError,
  MaxTotalSizeExceededError,
  MultipartParseError,
  parseMultipartStream,
  type MultipartPart,
} from "@remix-run/multipart-parser";
import { HttpProblem } from "@millrace/platform/api";
import type { ObjectStore } from "@millrace/platform/objects";
import type { UploadedFile } from "../contract.ts";
import { storableText } from "../queries/storable-json.ts";

/** Largest file, bytes: it is what one upload holds in memory. */
const maxFileBytes = 128_000_000;
/** All files of an upload together, bytes. */
const maxUploadBytes = 256_000_000;
const maxFiles = 5_000;
/** Longest field that is no file, bytes. */
const maxFieldBytes = 1_000;
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
export async function keepUpload(request: Request, objects: ObjectStore): Promise<KeptUpload> {
  const boundary = getMultipartBoundary(request.headers.get("content-type") ?? "");
  if (boundary === null || boundary === "" || request.body === null) throw malformed();
  const kept: KeptUpload = { files: [], fields: {} };
  try {
    const limits = { maxFileSize: maxFileBytes, maxTotalSize: maxUploadBytes, maxParts: maxFiles };
    for await (const part of parseMultipartStream(request.body, { boundary, ...limits }))
      await keepPart(part, objects, kept);
  } catch (error) {
    // Whoever sent it has gone; there is nobody to tell, and nothing of ours broke.
    throw request.signal.aborted ? malformed(error) : refusalOf(error);
  }
  return kept;
}

async function keepPart(part: MultipartPart, objects: ObjectStore, kept: KeptUpload): Promise<void> {
  if (part.filename === undefined) {
    if (part.size > maxFieldBytes)
      throw tooLarge(`form.${part.name ?? ""}`, `A field is longer than ${maxFieldBytes} bytes.`);
    if (part.name !== undefined) kept.fields[part.name] = part.text;
    return;
  }
  // What a browser sends for a file input in which nothing was chosen.
  if (part.filename === "" && part.size === 0) return;
  if (part.name !== "files") return;
  kept.files.push({
    name: fileNameOf(part.filename),
    hash: await objects.put(part.bytes),
    content_type: contentTypeOf(part),
  });
}

/** With its charset, which only the sender may know. */
function contentTypeOf({ headers }: MultipartPart): string | null {
  const contentType = headers["content-type"];
  return contentType === undefined ? null : storableText(contentType).slice(0, maxContentType);
}

/** The name is stored and shown: without what no database takes, and not endless. */
function fileNameOf(name: string): string {
  return storableText(name).slice(0, maxFileName) || "file";
}

function refusalOf(error: unknown): unknown {
  if (error instanceof MaxFileSizeExceededError)
    return tooLarge("form.files", `A file has more than the ${maxFileBytes} bytes accepted here.`);
  if (error instanceof MaxTotalSizeExceededError)
    return tooLarge("body", `The files have more than the ${maxUploadBytes} bytes accepted at once.`);
  if (error instanceof MaxPartsExceededError)
    return tooLarge("form.files", `There are more than the ${maxFiles} files accepted at once.`);
  return error instanceof MultipartParseError ? malformed(error) : error;
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
