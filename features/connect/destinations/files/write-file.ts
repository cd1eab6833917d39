import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

/** Writes a file, fsynced, in place of what is at its path. Resolves with its size and SHA-256. */
export async function writeFileDurably(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  await using file = await open(path, "w", 0o644);
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    await file.writeFile(chunk);
  }
  await file.sync();
  return { bytes, sha256: hash.digest("hex") };
}
