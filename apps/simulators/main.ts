import { parseArgs } from "node:util";
import { systemClock } from "@millrace/platform/clock";
import { messageOf, UserFacingError } from "@millrace/platform/errors";
import { startSimulators, type StartSimulatorsOptions } from "./index.ts";

/**
 * Serves simulators until SIGTERM or SIGINT, and prints one line of JSON with their addresses:
 * `node apps/simulators/main.ts --port 4510 --seed demo --posts 400 [--every 5000|none] [name…]`
 */
try {
  const simulators = await startSimulators(readArguments(process.argv.slice(2)));
  process.stdout.write(`${JSON.stringify({ urls: simulators.urls })}\n`);
  const stop = (): void => {
    simulators.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
} catch (error) {
  fail(error);
}

function readArguments(argv: string[]): StartSimulatorsOptions {
  const { values, positionals } = parsed(argv);
  return {
    clock: systemClock,
    ...(positionals.length === 0 ? {} : { names: positionals }),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    port: whole("port", values.port, 0),
    posts: whole("posts", values.posts, 400),
    newPostEveryMs: values.every === "none" ? null : whole("every", values.every, 5000),
  };
}

function parsed(argv: string[]): {
  values: { port?: string; seed?: string; posts?: string; every?: string };
  positionals: string[];
} {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        port: { type: "string" },
        seed: { type: "string" },
        posts: { type: "string" },
        every: { type: "string" },
      },
    });
  } catch (cause) {
    throw new UserFacingError("bad_flag", `${messageOf(cause)} Flags: --port, --seed, --posts, --every.`, {
      exitCode: 2,
      cause,
    });
  }
}

function whole(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,7}$/.test(text))
    throw new UserFacingError("bad_flag", `--${flag} needs a whole number, not "${text}".`, { exitCode: 2 });
  return Number(text);
}

function fail(error: unknown): void {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(error instanceof UserFacingError ? error.exitCode : 1);
}
