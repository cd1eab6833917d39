import type { SimulatorEntry } from "@millrace/platform/simulation";
import { mongoSimulator } from "./destinations/mongodb/simulator.ts";
import { treasureDataSimulator } from "./destinations/treasure-data/simulator.ts";
import { webhookSimulator } from "./destinations/webhook/simulator.ts";
import { httpApiSimulator } from "./sources/http/simulator.ts";
import { startYotpoCoreSimulator } from "./sources/yotpo-core/simulator.ts";
import { startYotpoLoyaltySimulator } from "./sources/yotpo-loyalty/simulator.ts";

export { startMongoSimulator, type MongoSimulator } from "./destinations/mongodb/simulator.ts";
export {
  demoTreasureDataDatabase,
  demoTreasureDataKey,
  startTreasureDataSimulator,
  type TreasureDataSimulator,
} from "./destinations/treasure-data/simulator.ts";
export {
  demoYotpoApiKey,
  demoYotpoGuid,
  startYotpoLoyaltySimulator,
} from "./sources/yotpo-loyalty/simulator.ts";

/** Every simulator of Connect. */
export const simulators: readonly SimulatorEntry[] = [
  { name: "yotpo-loyalty", start: startYotpoLoyaltySimulator },
  { name: "yotpo-core", start: startYotpoCoreSimulator },
  treasureDataSimulator,
  mongoSimulator,
  httpApiSimulator,
  webhookSimulator,
];
