import type { SimulatorEntry } from "@millrace/platform/simulation";
import { mongoSimulator } from "./destinations/mongodb/simulator.ts";
import { treasureDataSimulator } from "./destinations/treasure-data/simulator.ts";
import { webhookSimulator } from "./destinations/webhook/simulator.ts";
import { httpApiSimulator } from "./sources/http/simulator.ts";
import { yotpoCoreSimulator } from "./sources/yotpo-core/simulator.ts";
import { startYotpoLoyaltySimulator, yotpoLoyaltySimulator } from "./sources/yotpo-loyalty/simulator.ts";

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

/** Long enough to watch, and something has happened in the shop whenever it is read again. */
const demoShop = {
  customers: 3_000,
  drift: { everyPages: 30, change: { change_every: 60, delete_index: 7, add: 3 } },
};

/** Every simulator of Connect. */
export const simulators: readonly SimulatorEntry[] = [
  { ...yotpoLoyaltySimulator, start: (options) => startYotpoLoyaltySimulator({ ...demoShop, ...options }) },
  yotpoCoreSimulator,
  treasureDataSimulator,
  mongoSimulator,
  httpApiSimulator,
  webhookSimulator,
];
