import { createReadStream, createWriteStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { LookupFunction } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { UserFacingError } from "@millrace/platform/errors";
import type * as S3 from "@aws-sdk/client-s3";
import {
  bucketFault,
  bucketPlace,
  statusOf,
  type BucketCredentials,
  type BucketPlace,
} from "./bucket-connection.ts";

/** A part is held nowhere in memory, so it may be large; S3 takes 10,000 of at least 5 MiB. */
const defaultPartBytes = 64 * 1024 * 1024;
const mostParts = 10_000;
/** What is sent from memory can be sent again by the SDK; of a stream it can't. */
const retriedBytes = 4 * 1024 * 1024;

/** The SDK writes on stderr what it throws as well. */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export interface BucketFilesOptions {
  credentials?: BucketCredentials;
  /** Files beyond this go up in parts of this size; default 64 MiB. Larger for files of more than 10,000 parts. */
  partBytes?: number;
  /** Finds the addresses of the endpoint's host; default: the system's. Not asked about an address in digits. */
  lookup?: LookupFunction;
}

/** What a bucket says of an object. */
export interface BucketFile {
  bytes: number;
  /** The text kept with it, by lower-case name. */
  notes: Readonly<Record<string, string>>;
}

export interface Upload {
  contentType: string;
  /** Kept with the object: `x-amz-meta-…`. Names in lower case. */
  notes: Readonly<Record<string, string>>;
  /** Called before the first of several parts is sent: whoever remembers the id can `abort` after a crash. */
  onParts?: (uploadId: string) => Promise<void>;
  signal?: AbortSignal;
}

/**
 * Whole files under chosen names in an S3-compatible bucket. An object appears when its last byte is there, or not at all;
 * memory stays flat however large it is. Throws by the ladder, as `bucketFault` says.
 */
export class BucketFiles {
  readonly #sdk: typeof S3;
  readonly #client: S3.S3Client;
  readonly #place: BucketPlace;
  readonly #partBytes: number;

  private constructor(sdk: typeof S3, place: BucketPlace, partBytes: number) {
    this.#sdk = sdk;
    this.#client = new sdk.S3Client(place.connection);
    this.#place = place;
    this.#partBytes = partBytes;
  }

  /** `url`: "s3://bucket/prefix?endpoint=…&region=…". Calls nothing yet. */
  static async open(url: URL, options: BucketFilesOptions = {}): Promise<BucketFiles> {
    const place = bucketPlace(url, options.credentials);
    place.prefix = plainPrefix(place.prefix);
    place.connection.logger = silent;
    const { lookup } = options;
    if (lookup !== undefined)
      place.connection.requestHandler = {
        httpAgent: new HttpAgent({ keepAlive: true, lookup }),
        httpsAgent: new HttpsAgent({ keepAlive: true, lookup }),
      };
    return new BucketFiles(await import("@aws-sdk/client-s3"), place, options.partBytes ?? defaultPartBytes);
  }

  /** "s3://bucket/prefix/name": for people. */
  address(name: string): string {
    return `s3://${this.#place.bucket}/${this.#place.prefix}${name}`;
  }

  /** null when there is no such object. */
  async look(name: string, signal?: AbortSignal): Promise<BucketFile | null> {
    const found = await this.#client
      .send(new this.#sdk.HeadObjectCommand(this.#target(name)), options(signal))
      .catch((cause: unknown) => (statusOf(cause) === 404 ? null : this.#fail("looked up", cause)));
    return found === null ? null : { bytes: found.ContentLength ?? 0, notes: found.Metadata ?? {} };
  }

  /** null when there is no such object. */
  async read(name: string, signal?: AbortSignal): Promise<Uint8Array | null> {
    const body = await this.#get(name, signal);
    return body === null
      ? null
      : body.transformToByteArray().catch((cause: unknown) => this.#fail("read", cause));
  }

  /** Into a file that is made, or written over. false when there is no such object. */
  async download(name: string, path: string, signal?: AbortSignal): Promise<boolean> {
    const body = await this.#get(name, signal);
    if (body === null) return false;
    await pipeline(Readable.from(body as AsyncIterable<Uint8Array>), createWriteStream(path), {
      signal,
    }).catch((cause: unknown) => this.#fail("read", cause));
    return true;
  }

  async write(name: string, bytes: Uint8Array, contentType: string, signal?: AbortSignal): Promise<void> {
    await this.#client
      .send(
        new this.#sdk.PutObjectCommand({ ...this.#target(name), Body: bytes, ContentType: contentType }),
        options(signal),
      )
      .catch((cause: unknown) => this.#fail("written", cause));
  }

  /** A file of this machine as an object, in place of what is there. */
  async upload(name: string, path: string, upload: Upload): Promise<void> {
    const { size } = await stat(path);
    if (size > this.#partBytes) return this.#uploadParts(name, path, size, upload);
    const { contentType, notes, signal } = upload;
    await this.#client
      .send(
        new this.#sdk.PutObjectCommand({
          ...this.#target(name),
          Body: size <= retriedBytes ? await readFile(path) : createReadStream(path),
          ContentLength: size,
          ContentType: contentType,
          Metadata: { ...notes },
        }),
        options(signal),
      )
      .catch((cause: unknown) => this.#fail("written", cause));
  }

  /** Drops the parts of an upload that was never completed; nothing happens when there are none any more. */
  async abort(name: string, uploadId: string): Promise<void> {
    await this.#client
      .send(new this.#sdk.AbortMultipartUploadCommand({ ...this.#target(name), UploadId: uploadId }))
      .catch((cause: unknown) => (statusOf(cause) === 404 ? null : this.#fail("given up", cause)));
  }

  /** Nothing happens when there is no such object. */
  async remove(name: string): Promise<void> {
    await this.#client
      .send(new this.#sdk.DeleteObjectCommand(this.#target(name)))
      .catch((cause: unknown) => this.#fail("deleted", cause));
  }

  close(): void {
    this.#client.destroy();
  }

  async #uploadParts(name: string, path: string, size: number, upload: Upload): Promise<void> {
    const { contentType, notes, onParts, signal } = upload;
    const { UploadId: uploadId = "" } = await this.#client
      .send(
        new this.#sdk.CreateMultipartUploadCommand({
          ...this.#target(name),
          ContentType: contentType,
          Metadata: { ...notes },
        }),
        options(signal),
      )
      .catch((cause: unknown) => this.#fail("written", cause));
    await onParts?.(uploadId);
    try {
      const parts = await this.#sendParts({ name, path, size, uploadId }, signal);
      await this.#client.send(
        new this.#sdk.CompleteMultipartUploadCommand({
          ...this.#target(name),
          UploadId: uploadId,
          MultipartUpload: { Parts: parts },
        }),
        options(signal),
      );
    } catch (cause) {
      await this.abort(name, uploadId);
      this.#fail("written", cause);
    }
  }

  async #sendParts(
    { name, path, size, uploadId }: { name: string; path: string; size: number; uploadId: string },
    signal: AbortSignal | undefined,
  ): Promise<S3.CompletedPart[]> {
    const partBytes = Math.max(this.#partBytes, Math.ceil(size / mostParts));
    const parts: S3.CompletedPart[] = [];
    for (let start = 0; start < size; start += partBytes) {
      const end = Math.min(start + partBytes, size);
      const number = parts.length + 1;
      const { ETag } = await this.#client.send(
        new this.#sdk.UploadPartCommand({
          ...this.#target(name),
          UploadId: uploadId,
          PartNumber: number,
          Body: createReadStream(path, { start, end: end - 1 }),
          ContentLength: end - start,
        }),
        options(signal),
      );
      parts.push({ PartNumber: number, ETag });
    }
    return parts;
  }

  async #get(name: string, signal: AbortSignal | undefined): Promise<Body | null> {
    const answer = await this.#client
      .send(new this.#sdk.GetObjectCommand(this.#target(name)), options(signal))
      .catch((cause: unknown) => (statusOf(cause) === 404 ? null : this.#fail("read", cause)));
    return answer?.Body ?? null;
  }

  #target(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.#place.bucket, Key: this.#place.prefix + name };
  }

  #fail(what: string, cause: unknown): never {
    if (cause instanceof Error && cause.name === "AbortError") throw cause;
    throw bucketFault(this.#place.bucket, what, cause);
  }
}

/** People read these names: "Été/" and not "%C3%89t%C3%A9/". */
function plainPrefix(prefix: string): string {
  try {
    return decodeURIComponent(prefix);
  } catch (cause) {
    throw new UserFacingError(
      "object_url_invalid",
      `The prefix ${prefix} can't be read: write a percent sign as %25.`,
      { cause },
    );
  }
}

type Body = NonNullable<S3.GetObjectCommandOutput["Body"]>;

const options = (signal: AbortSignal | undefined): { abortSignal?: AbortSignal } =>
  signal === undefined ? {} : { abortSignal: signal };
