import { open } from "node:fs/promises";

/** Writes a new file; when it resolves, neither kill -9 nor a power cut loses its bytes. Its name takes `syncFolder`. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, "wx", 0o600);
  await file.writeFile(bytes);
  await file.sync();
}

/** fsync of a folder; Windows has no such call and journals renames itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  await using handle = await open(folder, "r");
  await handle.sync();
}
