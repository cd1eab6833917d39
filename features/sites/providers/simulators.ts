import type { SimulatorEntry } from "@millrace/platform/simulation";
import { startMessageSimulator } from "../alerts/message-simulator.ts";
import { startMyToolsPlanSimulator } from "./mytoolsplan/simulator.ts";
import { startSemrushSimulator } from "./semrush/simulator.ts";
import { startSimilarwebSimulator } from "./similarweb/simulator.ts";

export { compareWithTruth, type TruthComparison } from "./mytoolsplan/simulator/compare-with-truth.ts";
export { demoEmail, demoPassword, startMyToolsPlanSimulator } from "./mytoolsplan/simulator.ts";
export type {
  CallCount,
  MyToolsPlanSimulator,
  MyToolsPlanSimulatorOptions,
  MyToolsPlanTruth,
  PortalFaultInput,
  PortalRequest,
  PortalSettingsInput,
  TrueQuantity,
} from "./mytoolsplan/simulator.ts";

/** The third parties of this feature that ship as simulators. */
export const simulators: readonly SimulatorEntry[] = [
  { name: "mytoolsplan", start: startMyToolsPlanSimulator },
  { name: "semrush", start: startSemrushSimulator },
  { name: "similarweb", start: startSimilarwebSimulator },
  { name: "alerts", start: startMessageSimulator },
];
