import { cpus, platform, release, totalmem } from "node:os";
import { createRequire } from "node:module";

/** "2 × Intel Xeon …, 24 GB, linux 6.1": enough to know which figures may be compared. */
export function describeMachine(): string {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  return `${cores.length} × ${cores[0]?.model.trim() ?? "unknown processor"}, ${gigabytes} GB, ${platform()} ${release()}`;
}

const measured = [
  "@crawlee/cheerio",
  "@dbos-inc/dbos-sdk",
  "@hono/node-server",
  "@msgpack/msgpack",
  "bullmq",
  "graphile-worker",
  "hono",
  "pg",
  "undici",
];

/** Versions that decide the figures. */
export function describeVersions(): Record<string, string> {
  const packages = measured.map((name) => [name, versionOf(name)] as const);
  return Object.fromEntries([["node", process.versions.node], ...packages]);
}

/** Read from the package's own file, which most packages don't export. */
function versionOf(name: string): string {
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of paths) {
    const manifest = readManifest(`${folder}/${name}/package.json`);
    if (manifest !== null) return manifest.version;
  }
  return "not installed";
}

function readManifest(file: string): { version: string } | null {
  try {
    return createRequire(import.meta.url)(file) as { version: string };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") return null;
    throw error;
  }
}
