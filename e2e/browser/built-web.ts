import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const webFolder = fileURLToPath(new URL("../../apps/web/", import.meta.url));
const builtFolder = join(webFolder, "dist");

/**
 * Builds the dashboard when no build is there. It is built aside and moved into place at once, so that test files
 * which start together never serve half of it.
 */
export async function ensureWebIsBuilt(): Promise<void> {
  if (isBuilt()) return;
  const aside = await mkdtemp(join(webFolder, "dist-"));
  try {
    await build(aside);
    await rename(aside, builtFolder).catch((error: unknown) => {
      if (!isBuilt()) throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function isBuilt(): boolean {
  return existsSync(join(builtFolder, "index.html"));
}

async function build(outDir: string): Promise<void> {
  const vite = join(
    dirname(createRequire(join(webFolder, "package.json")).resolve("vite/package.json")),
    "bin/vite.js",
  );
  const child = spawn(process.execPath, [vite, "build", "--outDir", outDir, "--emptyOutDir"], {
    cwd: webFolder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errorText = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errorText += chunk.toString();
  });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`The dashboard could not be built: ${errorText}`);
}
