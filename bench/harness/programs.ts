import { startProgram, type ChildProgram } from "@millrace/platform/testing";

/** A program that serves until it is stopped, with the address it printed. */
export interface BenchServer extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

/** Starts a program that prints its address once it listens. Disposing asks it to stop and waits for its end. */
export async function startBenchServer(script: URL, env: NodeJS.ProcessEnv = {}): Promise<BenchServer> {
  const program = startProgram(script, [], env);
  try {
    const url = await program.nextLine();
    return { url, pid: program.pid, [Symbol.asyncDispose]: () => stopProgram(program) };
  } catch (error) {
    await program[Symbol.asyncDispose]();
    throw error;
  }
}

/** Runs a program to its end; its last line is the result as JSON. Throws with its errors when it fails. */
export async function runProgram<Result>(script: URL, env: NodeJS.ProcessEnv = {}): Promise<Result> {
  await using program = startProgram(script, [], env);
  const exitCode = await program.ended;
  if (exitCode !== 0) throw new Error(`${script.pathname} ended with ${exitCode}: ${program.errorText}`);
  return JSON.parse(program.lines.at(-1) ?? "null") as Result;
}

/** How long a server may take for an orderly stop before it is killed. */
const stopPatienceMs = 15_000;

/** Asks a program to stop in order, kills it when it does not, and waits for its end. */
export async function stopProgram(program: ChildProgram): Promise<void> {
  program.kill("SIGTERM");
  const timer = setTimeout(() => program.kill("SIGKILL"), stopPatienceMs);
  await program.ended;
  clearTimeout(timer);
}
