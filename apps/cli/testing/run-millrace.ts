import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { expect } from "vitest";

const launcher = join(import.meta.dirname, "../bin/millrace.js");

/** Where and with what a command runs; nothing of the tester's own settings reaches it. */
export interface Surroundings {
  /** Current folder: where millrace.yaml would be. */
  cwd: string;
  env?: Readonly<Record<string, string>>;
  stdin?: string;
}

export interface Ending {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** For tests: runs `millrace …` as a person would, as a process of its own, to its end. */
export async function runMillrace(args: readonly string[], where: Surroundings): Promise<Ending> {
  const child = spawnMillrace(args, where);
  child.stdin?.end(where.stdin ?? "");
  return await endOf(child);
}

/** A server under test; disposing kills it when it still runs. */
export interface StartedServer extends AsyncDisposable {
  url: string;
  pid: number;
  /** One-time link for the first owner; null when nobody has to sign in. */
  setupUrl: string | null;
  /** Asks it to stop and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<Ending>;
}

/** Runs `millrace start` on a free port until it says its address. */
export async function startMillrace(where: Surroundings): Promise<StartedServer> {
  const child = spawnMillrace(["start", "--json", "--port", "0"], where);
  const ending = endOf(child);
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  const first = await Promise.race([once(lines, "line"), ending]);
  if (!Array.isArray(first)) throw new Error(`the server did not start: ${first.stderr}`);
  const { url, pid, setup_url } = JSON.parse(String(first[0])) as {
    url: string;
    pid: number;
    setup_url: string | null;
  };
  return {
    url,
    pid,
    setupUrl: setup_url,
    stop: (signal = "SIGTERM") => {
      child.kill(signal);
      return ending;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ending;
    },
  };
}

/** A refusal is one sentence on stderr: one line, no stack, no log line. */
export function expectRefusal(ending: Ending, code: number, sentence: RegExp): void {
  expect(ending).toMatchObject({ code, stdout: "" });
  expect(ending.stderr).toMatch(/^[^\n{]+\.\n$/);
  expect(ending.stderr).not.toContain("    at ");
  expect(ending.stderr).toMatch(sentence);
}

/** Starts `millrace …` and leaves it to the caller to end it. */
export function spawnMillrace(args: readonly string[], { cwd, env }: Surroundings): ChildProcess {
  const inherited = Object.fromEntries(["PATH", "HOME", "TMPDIR"].map((name) => [name, process.env[name]]));
  return spawn(process.execPath, [launcher, ...args], {
    cwd,
    env: { ...inherited, MILLRACE_DATA: join(cwd, "data"), ...env },
    stdio: "pipe",
  });
}

async function endOf(child: ChildProcess): Promise<Ending> {
  const ending: Ending = { code: null, stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => (ending.stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (ending.stderr += chunk.toString()));
  await once(child, "close");
  ending.code = child.exitCode;
  return ending;
}
