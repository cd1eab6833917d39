import { crc32, deflateRawSync } from "node:zlib";

/** One member of a test archive. */
export interface TestMember {
  name: string;
  bytes: Uint8Array;
  /** Unix mode in the upper half of the external attributes (0o120777 = symbolic link). */
  mode?: number;
  /** Sizes the directory claims instead of the true one. */
  claimedSize?: number;
}

/** Builds a ZIP archive in memory, dangerous names and all: ordinary packers refuse to write what the tests need. */
export function makeZip(members: readonly TestMember[]): Uint8Array {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const name = Buffer.from(member.name, "utf8");
    const packed = deflateRawSync(member.bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(member.bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(member.claimedSize ?? member.bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    locals.push(Buffer.from("504b0304", "hex"), common, name, packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((member.mode ?? 0o100644) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    centrals.push(Buffer.from("504b01021e03", "hex"), common, tail, name);
    offset += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write("504b0506", "hex");
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
