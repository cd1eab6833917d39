import { randomUUID } from "node:crypto";
import { readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { nullWhenMissing } from "@millrace/platform/errors";
import { contentHash } from "@millrace/platform/ids";
import { BucketFiles, writeDurably, type BucketFilesOptions } from "@millrace/platform/objects";
import type { FileHome, Publication } from "./file-home.ts";

const hidden = ".millrace/";
/** Who wrote an object last: `x-amz-meta-millrace-sync`. */
const syncNote = "millrace-sync";

/** A bucket. What is not committed yet waits on this machine: an object can't be written bit by bit. */
export class BucketHome implements FileHome {
  readonly isNear = false;
  readonly stagingRoot: string;
  readonly #files: BucketFiles;

  private constructor(files: BucketFiles, stagingRoot: string) {
    this.#files = files;
    this.stagingRoot = stagingRoot;
  }

  /** `url`: "s3://bucket/prefix?endpoint=…&region=…". */
  static async open(url: URL, stagingFolder: string, options: BucketFilesOptions): Promise<BucketHome> {
    const files = await BucketFiles.open(url, options);
    const place = contentHash(`${url.searchParams.get("endpoint") ?? ""} ${files.address("")}`).slice(0, 32);
    return new BucketHome(files, join(stagingFolder, "files", place));
  }

  address(file: string): string {
    return this.#files.address(file);
  }

  async readNote(name: string): Promise<string | null> {
    const bytes = await this.#files.read(hidden + name);
    return bytes === null ? null : Buffer.from(bytes).toString("utf8");
  }

  async writeNote(name: string, text: string): Promise<void> {
    await this.#files.write(hidden + name, Buffer.from(text), "application/json");
  }

  async exists(file: string): Promise<boolean> {
    return (await this.#files.look(file)) !== null;
  }

  async fetch(file: string, into: string, signal: AbortSignal): Promise<string | null> {
    return (await this.#files.download(file, into, signal)) ? into : null;
  }

  async publish(
    file: string,
    assembled: string,
    { syncId, contentType }: Publication,
    signal: AbortSignal,
  ): Promise<void> {
    await this.giveUp(file, assembled);
    const marker = markerOf(assembled);
    await this.#files.upload(file, assembled, {
      contentType,
      notes: { [syncNote]: syncId },
      onParts: (uploadId) => writeDurably(marker, Buffer.from(uploadId)),
      signal,
    });
    // Whoever takes the object away now leaves this as the sign that it was there.
    await rename(assembled, publishedMark(assembled));
    await rm(marker, { force: true });
  }

  async isPublished(file: string, assembled: string, { syncId }: Publication): Promise<boolean> {
    if ((await stat(publishedMark(assembled)).catch(nullWhenMissing)) !== null) return true;
    return (await this.#files.look(file))?.notes[syncNote] === syncId;
  }

  /** Parts of an upload that died would be kept, and charged, for ever. */
  async giveUp(file: string, assembled: string): Promise<void> {
    const marker = markerOf(assembled);
    const uploadId = await readFile(marker, "utf8").catch(nullWhenMissing);
    if (uploadId === null) return;
    await this.#files.abort(file, uploadId);
    await rm(marker, { force: true });
  }

  async probe(signal: AbortSignal): Promise<void> {
    const name = `${hidden}probe-${randomUUID()}`;
    await this.#files.write(name, Buffer.from("Millrace can write here."), "text/plain", signal);
    await this.#files.read(name, signal);
    await this.#files.remove(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#files.close();
  }
}

const publishedMark = (assembled: string): string => `${assembled}.published`;
const markerOf = (assembled: string): string => `${assembled}.upload`;
