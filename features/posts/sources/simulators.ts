import type { SimulatorEntry } from "@millrace/platform/simulation";
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

/** The third parties of this feature that ship as simulators. */
export const simulators: readonly SimulatorEntry[] = [
  { name: "linkedin-demo", start: startLinkedInSimulator },
];
