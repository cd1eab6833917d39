import { spawnSync } from "node:child_process";
import { join } from "node:path";

/**
 * `npm run build`: the dashboard into apps/web/dist. The server needs no build: Node runs its TypeScript as it is.
 */
const { status } = spawnSync("npm", ["run", "build", "-w", "@millrace/web"], {
  cwd: join(import.meta.dirname, ".."),
  stdio: "inherit",
  shell: process.platform === "win32",
});
process.exit(status ?? 1);
