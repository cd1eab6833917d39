import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A program of ours in its own process, to be killed at will. Disposing kills it. */
export interface ChildProgram extends AsyncDisposable {
  readonly pid: number;
  /** Every line it has printed so far. */
  readonly lines: readonly string[];
  /** The next line not yet handed out; rejects, with what it wrote to stderr, when it ends first. */
  nextLine(): Promise<string>;
  /** Sends a signal; default SIGKILL, which no program can catch. */
  kill(signal?: NodeJS.Signals): void;
  /** Resolves with its exit code, null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** What it wrote to stderr so far. */
  readonly errorText: string;
}

/** Starts a TypeScript file under the current Node with this process's environment plus `env`. */
export function startProgram(
  script: URL,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): ChildProgram {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  let handedOut = 0;
  let errorText = "";
  let wake = Promise.withResolvers<void>();
  let isOver = false;
  const notify = () => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    notify();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errorText += text));
  const ended = new Promise<number | null>((resolve) => {
    child.on("close", (exitCode) => {
      isOver = true;
      notify();
      resolve(exitCode);
    });
  });
  return {
    pid: child.pid ?? 0,
    lines,
    ended,
    get errorText() {
      return errorText;
    },
    async nextLine() {
      while (handedOut >= lines.length) {
        if (isOver) throw new Error(`the program ended before it printed another line: ${errorText}`);
        await wake.promise;
      }
      handedOut += 1;
      return lines[handedOut - 1] ?? "";
    },
    kill(signal = "SIGKILL") {
      child.kill(signal);
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
