import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { Rejected } from "@millrace/platform/errors";

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
export async function readBody(body: Readable, headers: Readonly<Record<string, string>>, limits: BodyLimits): Promise<Uint8Array> {
  const announced = Number(headers["content-length"] ?? 0);
  const encodings = (headers["content-encoding"] ?? "").toLowerCase().split(",").map((name) => name.trim()).filter((name) => name !== "" && name !== "identity");
  if (encodings.length === 0 && announced > limits.maxBytes) {
    body.destroy();
    throw tooLarge(limits);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  await pipeline([body, ...decodersFor(encodings, body, limits.url), async (plain: AsyncIterable<Uint8Array>) => {
    for await (const chunk of plain) {
      bytes += chunk.byteLength;
      if (bytes > limits.maxBytes) throw tooLarge(limits);
      chunks.push(chunk);
    }
  }]);
  return Buffer.concat(chunks, bytes);
}

/** The last encoding applied is undone first (RFC 9110 §8.4). */
function decodersFor(encodings: string[], body: Readable, url: string): NodeJS.ReadWriteStream[] {
  const makers = encodings.toReversed().map((name) => decoders[name]);
  const known = makers.filter((make) => make !== undefined);
  if (known.length !== makers.length || known.length > mostEncodings) {
    body.destroy();
    throw new Rejected(`The answer of ${url} is encoded as "${encodings.join(", ")}", which can't be read.`);
  }
  return known.map((make) => make());
}

function tooLarge(limits: BodyLimits): Rejected {
  return new Rejected(`The answer of ${limits.url} is larger than ${limits.maxBytes} bytes. Raise maxBytes if it should be read.`, { facts: { max_bytes: limits.maxBytes } });
}
