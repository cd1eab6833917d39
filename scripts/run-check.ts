import { spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import type { Check } from "./checks.ts";

export interface CheckResult {
  name: string;
  hasPassed: boolean;
  durationMs: number;
  /** Both output streams in the order in which they came. */
  output: string;
}

const bin = join(import.meta.dirname, "..", "node_modules", ".bin");

/** Runs the commands of a check in `root` until one fails. Throws only when a tool cannot be started. */
export async function runCheck(check: Check, root: string): Promise<CheckResult> {
  const startedAt = performance.now();
  let output = "";
  let hasPassed = true;
  for (const [tool = "", ...args] of check.command(root)) {
    const result = await runTool(tool, args, root);
    output += result.output;
    hasPassed = result.code === 0;
    if (!hasPassed) break;
  }
  return { name: check.name, hasPassed, durationMs: performance.now() - startedAt, output };
}

async function runTool(
  tool: string,
  args: string[],
  cwd: string,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(tool === "node" ? process.execPath : tool, args, {
    cwd,
    env: {
      ...process.env,
      PATH: [bin, process.env["PATH"]].join(delimiter),
      NO_COLOR: "1",
      FORCE_COLOR: "0",
    },
    // On Windows the tools are .cmd files, which only a shell can start.
    shell: process.platform === "win32" && tool !== "node",
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}
