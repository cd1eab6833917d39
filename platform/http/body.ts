import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { codeOf, Rejected } from "@millrace/platform/errors";

/** What we can undo; sent as Accept-Encoding. */
export const acceptedEncodings = "gzip, br, zstd";

/** More layers than this are an attack, not a compression. */
const mostEncodings = 3;

const decoders: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

export interface BodyLimits {
  maxBytes: number;
  /** Shown in the refusal. */
  url: string;
}

/**
 * Reads and decompresses an answer's body. The limit holds for the decompressed bytes, so a bomb stops at the limit;
 * the socket is closed then. Throws `Rejected` when the body is too large or its encoding unknown, and whatever the
 * stream throws when it is cut short or damaged.
 */
export async function readBody(
  body: Readable,
  headers: Readonly<Record<string, string>>,
  limits: BodyLimits,
): Promise<Uint8Array> {
  const encodings = encodingsOf(headers["content-encoding"]);
  const refusal = refusalOf(encodings, Number(headers["content-length"] ?? 0), limits);
  const chunks: Uint8Array[] = [];
  let receivedBytes = 0;
  let bytes = 0;
  const received = async function* (raw: AsyncIterable<Uint8Array>) {
    for await (const chunk of raw) {
      receivedBytes += chunk.byteLength;
      yield chunk;
    }
  };
  const collect = async (plain: AsyncIterable<Uint8Array>) => {
    // Refused within the pipeline, because it knows how to close the socket.
    if (refusal !== null) throw refusal;
    for await (const chunk of plain) {
      bytes += chunk.byteLength;
      if (bytes > limits.maxBytes) throw tooLarge(limits);
      chunks.push(chunk);
    }
  };
  try {
    if (encodings.length === 0 || refusal !== null) await pipeline(body, collect);
    else await pipeline([body, received, ...decodersFor(encodings), collect]);
  } catch (error) {
    // No bytes at all is an empty body that was labelled as compressed, as some servers do.
    if (receivedBytes > 0 || codeOf(error) !== "Z_BUF_ERROR") throw error;
  }
  return Buffer.concat(chunks, bytes);
}

function encodingsOf(header: string | undefined): string[] {
  const names = (header ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
  return names.filter((name) => name !== "" && name !== "identity");
}

function refusalOf(
  encodings: readonly string[],
  announcedBytes: number,
  limits: BodyLimits,
): Rejected | null {
  if (encodings.length === 0 && announcedBytes > limits.maxBytes) return tooLarge(limits);
  const isReadable =
    encodings.length <= mostEncodings && encodings.every((name) => Object.hasOwn(decoders, name));
  return isReadable
    ? null
    : new Rejected(
        `The answer of ${limits.url} is encoded as "${encodings.join(", ").slice(0, 100)}", which can't be read.`,
      );
}

/** The last encoding applied is undone first (RFC 9110 §8.4). */
function decodersFor(encodings: readonly string[]): NodeJS.ReadWriteStream[] {
  return encodings.toReversed().flatMap((name) => decoders[name]?.() ?? []);
}

function tooLarge(limits: BodyLimits): Rejected {
  return new Rejected(
    `The answer of ${limits.url} is larger than ${limits.maxBytes} bytes. Raise maxBytes if it should be read.`,
    { facts: { max_bytes: limits.maxBytes } },
  );
}
