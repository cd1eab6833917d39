import type { Clock } from "../clock/index.ts";

export interface SimulatorStartOptions {
  clock: Clock;
  /** Address to listen on; loopback by default. */
  host?: string;
  /** 0 (default) = any free port. */
  port?: number;
  seed?: string;
  /** Records it holds at the start, where that has a meaning. */
  posts?: number;
  /** Milliseconds between new records; null = none. */
  newPostEveryMs?: number | null;
}

export interface RunningSimulator extends AsyncDisposable {
  readonly url: string;
  /** Further addresses of one that serves several hosts, by host. */
  readonly urls?: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface SimulatorEntry {
  name: string;
  start(options: SimulatorStartOptions): Promise<RunningSimulator>;
}
