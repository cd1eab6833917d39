import { promisify } from "node:util";
import { inflateRawSync, zstdDecompress } from "node:zlib";
import type { Pool } from "pg";

const decompress = promisify(zstdDecompress);
const zstdMagic = 0xfd2fb528;
const zipMagic = Buffer.from("PK\x03\x04");

/** Places whose secret is found in a text, as it is or encoded as it might travel. */
export function leaksIn(text: string, canaries: Readonly<Record<string, string>>): string[] {
  return Object.entries(canaries).flatMap(([place, secret]) => {
    const encoded = [secret, Buffer.from(secret).toString("base64"), encodeURIComponent(secret)];
    return encoded.some((form) => text.includes(form)) ? [place] : [];
  });
}

/** Every value of every table, as text. */
export async function everyRow(pool: Pool): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await pool.query<{ value: string }>(
        `select entry::text as value from ${name} as entry`,
      );
      return rows.map(({ value }) => `${name}: ${value}`);
    }),
  );
  return texts.flat().join("\n");
}

/** What is inside an archive of a backup (tar of zstd parts), a workbook (zip of deflated parts) or a file, as text. */
export async function contentsOf(bytes: Buffer): Promise<string> {
  const tables =
    bytes.subarray(0, 13).toString() === "manifest.json" ? await tarParts(bytes) : zipParts(bytes);
  return [bytes, ...tables].map((part) => part.toString("latin1")).join("\n");
}

async function tarParts(archive: Buffer): Promise<Buffer[]> {
  const parts: Buffer[] = [];
  for (let at = 0; archive[at] !== undefined && archive[at] !== 0;) {
    const length = Number.parseInt(archive.toString("latin1", at + 124, at + 135), 8);
    const part = archive.subarray(at + 512, at + 512 + length);
    parts.push(part.readUInt32LE(0) === zstdMagic ? await decompress(part) : part);
    at += 512 + Math.ceil(length / 512) * 512;
  }
  return parts;
}

/** From each local header on; the inflater stops where its part ends. */
function zipParts(archive: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = archive.indexOf(zipMagic); at !== -1; at = archive.indexOf(zipMagic, at + 4)) {
    if (archive.readUInt16LE(at + 8) !== 8) continue;
    const content = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
    parts.push(inflateRawSync(archive.subarray(content)));
  }
  return parts;
}
