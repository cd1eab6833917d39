import { Broken } from "@millrace/platform/errors";

/** The little of ustar (POSIX.1-1988) that an archive of plain files needs; sizes above 8 GiB as GNU tar writes them. */

export const blockBytes = 512;

export interface TarEntry {
  /** At most 100 bytes. */
  name: string;
  bytes: number;
}

/** Zeros that follow `bytes` of content, up to the next block. */
export function paddingOf(bytes: number): number {
  return (blockBytes - (bytes % blockBytes)) % blockBytes;
}

/** Two empty blocks end an archive. */
export const tarEnd = Buffer.alloc(2 * blockBytes);

const largestOctal = 0o77777777777;

export function tarHeader({ name, bytes }: TarEntry, atMs: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Broken(`The archive can't hold a name as long as ${name}.`);
  const block = Buffer.alloc(blockBytes);
  block.write(name, 0);
  writeOctal(block, 0o600, 100, 8);
  writeOctal(block, 0, 108, 8);
  writeOctal(block, 0, 116, 8);
  if (bytes <= largestOctal) writeOctal(block, bytes, 124, 12);
  else {
    block[124] = 0x80;
    block.writeBigUInt64BE(BigInt(bytes), 128);
  }
  writeOctal(block, Math.floor(atMs / 1_000), 136, 12);
  block.write("0", 156);
  block.write("ustar\0" + "00", 257);
  block.fill(" ", 148, 156);
  block.write(`${checksumOf(block).toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** The entry a header tells of; `end` at the end of the archive, null for a block that is no header. */
export function readTarHeader(block: Buffer): TarEntry | "end" | null {
  if (block.length < blockBytes) return null;
  if (block.every((byte) => byte === 0)) return "end";
  const expected = Number.parseInt(block.toString("latin1", 148, 154), 8);
  const copy = Buffer.from(block);
  copy.fill(" ", 148, 156);
  if (checksumOf(copy) !== expected) return null;
  const isLarge = block[124] === 0x80;
  const bytes = isLarge
    ? Number(block.readBigUInt64BE(128))
    : Number.parseInt(block.toString("latin1", 124, 135), 8);
  const nameEnd = block.indexOf(0);
  return { name: block.toString("utf8", 0, Math.min(nameEnd === -1 ? 100 : nameEnd, 100)), bytes };
}

function writeOctal(block: Buffer, value: number, at: number, width: number): void {
  block.write(`${value.toString(8).padStart(width - 1, "0")}\0`, at);
}

function checksumOf(block: Buffer): number {
  let sum = 0;
  for (const byte of block.subarray(0, blockBytes)) sum += byte;
  return sum;
}
