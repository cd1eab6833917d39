import { randomUUID } from "node:crypto";
import { readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { nullWhenMissing } from "@millrace/platform/errors";
import { syncFolder, writeDurably } from "@millrace/platform/objects";
import type { FileHome } from "./file-home.ts";
import { makeFolder } from "./staging.ts";

/** Hidden, and skipped by what reads all files of a folder. */
const hidden = ".millrace";

/** A folder of this machine. `folder`: absolute, or relative to the working folder; made when missing. */
export class FolderHome implements FileHome {
  readonly isNear = true;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  get stagingRoot(): string {
    return join(this.#folder, hidden);
  }

  address(file: string): string {
    return join(this.#folder, file);
  }

  async readNote(name: string): Promise<string | null> {
    return readFile(join(this.stagingRoot, name), "utf8").catch(nullWhenMissing);
  }

  async writeNote(name: string, text: string): Promise<void> {
    await makeFolder(this.stagingRoot);
    const temporary = join(this.stagingRoot, `${name}.${randomUUID()}.tmp`);
    await writeDurably(temporary, Buffer.from(text));
    await rename(temporary, join(this.stagingRoot, name));
    await syncFolder(this.stagingRoot);
  }

  async exists(file: string): Promise<boolean> {
    return (await stat(this.address(file)).catch(nullWhenMissing)) !== null;
  }

  async fetch(file: string): Promise<string | null> {
    return (await this.exists(file)) ? this.address(file) : null;
  }

  async publish(file: string, assembled: string): Promise<void> {
    const place = this.address(file);
    await makeFolder(dirname(place));
    await rename(assembled, place);
    await syncFolder(dirname(place));
  }

  /** Only the rename takes the assembled file away. */
  async isPublished(_file: string, assembled: string): Promise<boolean> {
    return (await stat(assembled).catch(nullWhenMissing)) === null;
  }

  async giveUp(): Promise<void> {}

  async probe(): Promise<void> {
    await makeFolder(this.stagingRoot);
    const path = join(this.stagingRoot, `probe-${randomUUID()}`);
    await writeDurably(path, Buffer.from("Millrace can write here."));
    await rm(path);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
