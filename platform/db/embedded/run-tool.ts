import { spawn, type SpawnOptions } from "node:child_process";
import { codeOf } from "@millrace/platform/errors";
import type { ServiceUser } from "./service-user.ts";

export interface ToolResult {
  /** null when the tool could not be started or was ended by a signal. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** System code ("EACCES") when the program could not even be started. */
  spawnFault: string | null;
}

/** Runs one of Postgres's programs to its end as the service user; never throws for a failing program. */
export function runTool(
  program: string,
  args: readonly string[],
  user: ServiceUser | null,
): Promise<ToolResult> {
  const { promise, resolve } = Promise.withResolvers<ToolResult>();
  const child = spawn(program, args, {
    ...toolSurroundings(user),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.on("error", (error) =>
    resolve({ exitCode: null, stdout, stderr: error.message, spawnFault: codeOf(error) }),
  );
  child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr, spawnFault: null }));
  return promise;
}

/** User, folder and environment every one of Postgres's programs is run with. */
export function toolSurroundings(user: ServiceUser | null): SpawnOptions {
  return {
    // A folder every user can enter: the app's own may be closed to the service user.
    ...(process.platform === "win32" ? { windowsHide: true } : { cwd: "/" }),
    env: toolEnvironment(process.env),
    ...user,
  };
}

/** The caller's PG* variables would redirect the tools to another cluster, and its secrets are none of their business. */
function toolEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = ["PATH", "SystemRoot", "SYSTEMROOT", "COMSPEC", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH"];
  const environment: NodeJS.ProcessEnv = { LC_ALL: "C", TZ: "UTC" };
  for (const name of kept) {
    if (env[name] !== undefined) environment[name] = env[name];
  }
  return environment;
}
