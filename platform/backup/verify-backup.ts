import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { zstdDecompress } from "node:zlib";
import { damaged, filesOf, readManifest, streamOf, type ArchivedFile } from "./archive-reader.ts";
import { hashOf, objectName, partName, type Manifest } from "./manifest.ts";

const decompress = promisify(zstdDecompress);

/** Reads the whole archive and compares every part with its hash. Throws `backup_damaged` naming what differs. */
export async function verifyBackup(path: string): Promise<Manifest> {
  const manifest = await readManifest(path);
  const parts = new Map(manifest.tables.map((part) => [partName(part), part]));
  let objects = 0;
  for await (const file of filesOf(path)) {
    if (file.name.startsWith("objects/")) {
      await readObject(path, file);
      objects += 1;
      continue;
    }
    const part = parts.get(file.name);
    parts.delete(file.name);
    if (part === undefined) throw damaged(path, `it holds ${file.name}, which its manifest doesn't know`);
    if ((await hashOfFile(path, file)) !== part.sha256)
      throw damaged(path, `its part ${file.name} was changed`);
  }
  const [lost] = parts.keys();
  if (lost !== undefined) throw damaged(path, `its part ${lost} is missing`);
  if (objects !== manifest.objects.count)
    throw damaged(path, `it holds ${objects} objects instead of ${manifest.objects.count}`);
  return manifest;
}

/** The plain bytes of an archived object, which are what its name says. */
export async function readObject(path: string, file: ArchivedFile): Promise<Buffer> {
  const plain = await decompress(await buffer(streamOf(path, file))).catch(() => null);
  if (plain === null || objectName(hashOf(plain)) !== file.name)
    throw damaged(path, `its part ${file.name} was changed`);
  return plain;
}

async function hashOfFile(path: string, file: ArchivedFile): Promise<string> {
  const hash = createHash("sha256");
  if (file.bytes > 0) for await (const chunk of streamOf(path, file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
