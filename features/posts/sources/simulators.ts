import type { Clock } from "@millrace/platform/clock";
import { startLinkedInSimulator } from "./linkedin-demo/simulator.ts";

export { startLinkedInSimulator } from "./linkedin-demo/simulator.ts";
export type {
  ExpectedFields,
  FaultInput,
  GroundTruth,
  LinkedInSimulator,
  LinkedInSimulatorOptions,
  ServedRequest,
} from "./linkedin-demo/simulator.ts";

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
  close(): Promise<void>;
}

export interface SimulatorEntry {
  name: string;
  start(options: SimulatorStartOptions): Promise<RunningSimulator>;
}

/** The third parties of this feature that ship as simulators. */
export const simulators: readonly SimulatorEntry[] = [
  { name: "linkedin-demo", start: startLinkedInSimulator },
];
