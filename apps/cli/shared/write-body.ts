import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { codeOf, UserFacingError } from "@millrace/platform/errors";

/** Whoever reads it may have enough before its end (`| head`): that is no fault. */
export async function toStdout(body: ReadableStream<Uint8Array>): Promise<void> {
  try {
    await pipeline(body, process.stdout, { end: false });
  } catch (error) {
    if (codeOf(error) !== "EPIPE") throw error;
  }
}

/** The file appears once it is whole. */
export async function writeWhole(body: ReadableStream<Uint8Array>, output: string): Promise<void> {
  const aside = `${output}.part`;
  try {
    await pipeline(body, createWriteStream(aside));
    await rename(aside, output);
  } catch (error) {
    await rm(aside, { force: true });
    throw new UserFacingError("not_written", `The export could not be written to ${output}.`, {
      cause: error,
    });
  }
}
