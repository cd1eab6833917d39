import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { codeOf, messageOf, NeedsAttention, Transient, type LadderError } from "@millrace/platform/errors";
import type { ConnectorContext } from "../../connectors/context.ts";
import { splitLines } from "../../singer/line-splitter.ts";
import { maskerOf } from "./mask-config.ts";
import type { SingerSettings } from "./settings.ts";

/** A tap that was asked to end has this long to do so. */
const graceMs = 5_000;
/** Lines of stderr that are logged, and those that are told when it fails. */
const mostLoggedLines = 1_000;
const toldLines = 10;
const mostLineCharacters = 500;

/** Words of a tap that fails for its settings, so that trying again is no use. */
const SETTINGS_FAULT =
  /\b(?:401|403|unauthori[sz]ed|forbidden|authentication|credentials?|(?:invalid|missing|expired)\W+(?:\w+\W+)?(?:token|key|secret|password|config\w*)|config\w*\W+(?:\w+\W+){0,3}(?:required|missing|invalid)|required\W+config\w*|usage:)/iu;

/** A tap at work. Disposing ends it with everything it started. */
export interface TapProcess extends AsyncDisposable {
  /** The program's name. */
  readonly name: string;
  /** A text without the values of its configuration. */
  readonly mask: (text: string) => string;
  /** Lines of its stdout, some at once; the tap waits while nobody asks for more. */
  lines(): AsyncGenerator<Buffer[]>;
  /** Resolves when it has ended well; throws `Transient` or `NeedsAttention` with its last words. */
  succeeded(): Promise<void>;
}

/**
 * Starts the tap of the settings in a process group of its own, with the environment the settings permit. Ends it when
 * `context.signal` aborts. Throws `NeedsAttention` when there is no such program.
 */
export async function startTap(
  { command: [program = "", ...words], environment, config }: SingerSettings,
  parameters: readonly string[],
  { signal, log }: Pick<ConnectorContext, "signal" | "log">,
): Promise<TapProcess> {
  signal.throwIfAborted();
  const name = basename(program);
  const child = spawn(program, [...words, ...parameters], {
    env: Object.fromEntries(environment.map((variable) => [variable, process.env[variable]])),
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: whatever the tap starts ends with it.
    detached: true,
  });
  const mask = maskerOf(config);
  const lastWords = followErrors(child.stderr, { mask, log, name });
  const closed = endOf(child);
  try {
    await Promise.race([once(child, "spawn"), closed]);
  } catch (cause) {
    throw new NeedsAttention(notStarted(program, cause), { cause, facts: { setting: "command" } });
  }
  let isClosed = false;
  child.once("close", () => (isClosed = true));
  const end = (): void => {
    if (!isClosed) endGroup(child);
  };
  // Whatever it leaves running holds the pipe open, and would be waited for.
  child.once("exit", () => setTimeout(end, graceMs).unref());
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  return {
    name,
    mask,
    lines: async function* lines() {
      yield* splitLines(child.stdout);
      signal.throwIfAborted();
    },
    succeeded: async () => {
      const { code, endedBy } = await closed;
      signal.throwIfAborted();
      if (code !== 0) throw failureOf(name, { code, endedBy, words: lastWords() });
    },
    [Symbol.asyncDispose]: async () => {
      signal.removeEventListener("abort", end);
      end();
      // What is still in the pipes is nobody's, and would keep them open.
      child.stdout.destroy();
      child.stderr.destroy();
      await closed;
    },
  };
}

/** How it ended, once its streams are closed as well. Rejects when it could not be started. */
async function endOf(child: ChildProcess): Promise<Pick<Ending, "code" | "endedBy">> {
  await once(child, "close");
  return { code: child.exitCode, endedBy: child.signalCode };
}

function notStarted(program: string, cause: unknown): string {
  const code = codeOf(cause);
  if (code === "ENOENT") return `There is no program ${program}. Check the command, or write its whole path.`;
  if (code === "EACCES") return `${program} can't be run: it is no program, or this user may not run it.`;
  return `${program} can't be started: ${messageOf(cause)}`;
}

/** Asks every process of the group to end, and makes those that don't. */
function endGroup(child: ChildProcess): void {
  sendTo(child, "SIGTERM");
  const timer = setTimeout(() => sendTo(child, "SIGKILL"), graceMs);
  timer.unref();
  child.once("close", () => clearTimeout(timer));
}

function sendTo({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // It ended between the look and the signal: as wanted.
    if (codeOf(error) !== "ESRCH") throw error;
  }
}

interface Following {
  mask: (text: string) => string;
  log: ConnectorContext["log"];
  name: string;
}

/** Logs the lines of stderr, up to a bound, and keeps the last ones. */
function followErrors(stderr: Readable, { mask, log, name }: Following): () => readonly string[] {
  const last: string[] = [];
  let count = 0;
  createInterface({ input: stderr }).on("line", (line) => {
    const shown = mask(line).slice(0, mostLineCharacters);
    count += 1;
    if (count <= mostLoggedLines) log.debug({ tap: name }, shown);
    if (count === mostLoggedLines) log.debug({ tap: name }, "further lines of the tap are not logged");
    last.push(shown);
    if (last.length > toldLines) last.shift();
  });
  return () => last;
}

interface Ending {
  code: number | null;
  endedBy: NodeJS.Signals | null;
  words: readonly string[];
}

function failureOf(name: string, { code, endedBy, words }: Ending): LadderError {
  const how = code === null ? `was ended by ${endedBy}` : `ended with code ${code}`;
  const said = words.length === 0 ? "It said nothing." : `Its last words: ${words.join(" / ")}`;
  const message = `The tap ${name} ${how}. ${said}`;
  const facts = { tap: name, code, signal: endedBy };
  // 2 is how Python's argparse refuses arguments; 126 and 127 are a shell's for what it can't run.
  const isOfSettings = [2, 126, 127].includes(code ?? 0) || SETTINGS_FAULT.test(words.join("\n"));
  return isOfSettings
    ? new NeedsAttention(`${message} Check the command and its configuration.`, { facts })
    : new Transient(message, { facts });
}
