import type { Clock } from "@millrace/platform/clock";
import { UserFacingError } from "@millrace/platform/errors";
import { startMailSimulator } from "@millrace/mail/simulator";
import { simulators as ofConnect } from "@millrace/connect/simulators";
import { simulators as ofPosts } from "@millrace/posts/simulators";
import { simulators as ofSites } from "@millrace/sites/simulators";
import type { RunningSimulator, SimulatorEntry, SimulatorStartOptions } from "@millrace/platform/simulation";

export interface StartSimulatorsOptions extends Omit<SimulatorStartOptions, "clock"> {
  clock: Clock;
  /** Which to start; default all. */
  names?: readonly string[];
}

export interface Simulators extends AsyncDisposable {
  /** Address by simulator name; further hosts of one as `name.host`. */
  readonly urls: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const simulators: readonly SimulatorEntry[] = [
  ...ofPosts,
  ...ofSites,
  ...ofConnect,
  { name: "mail", start: startMailSimulator },
];

/** Names of every simulator that ships. */
export const simulatorNames: readonly string[] = simulators.map((entry) => entry.name);

/**
 * Starts simulators on loopback, all or none. Throws `UserFacingError` when a name is unknown, a fixed port is
 * asked for more than one of them, or a port is in use.
 */
export async function startSimulators({ names, ...options }: StartSimulatorsOptions): Promise<Simulators> {
  const entries = chosen(names ?? simulatorNames);
  if (options.port !== undefined && options.port !== 0 && entries.length > 1) {
    throw new UserFacingError(
      "simulator_port_shared",
      `Port ${options.port} cannot serve ${entries.length} simulators; name one of: ${simulatorNames.join(", ")}.`,
    );
  }
  await using started = new AsyncDisposableStack();
  const urls: Record<string, string> = {};
  for (const entry of entries) {
    const running: RunningSimulator = started.use(await entry.start(options));
    urls[entry.name] = running.url;
    for (const [host, url] of Object.entries(running.urls ?? {})) urls[`${entry.name}.${host}`] = url;
  }
  const kept = started.move();
  const close = (): Promise<void> => kept.disposeAsync();
  return { urls, close, [Symbol.asyncDispose]: close };
}

function chosen(names: readonly string[]): SimulatorEntry[] {
  return names.map((name) => {
    const entry = simulators.find((candidate) => candidate.name === name);
    if (entry === undefined)
      throw new UserFacingError(
        "unknown_simulator",
        `There is no simulator named ${name}; there are: ${simulatorNames.join(", ")}.`,
      );
    return entry;
  });
}
