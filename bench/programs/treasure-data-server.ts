import { startTreasureDataSimulator } from "@millrace/connect/simulators";
import { systemClock } from "@millrace/platform/clock";

/**
 * The simulated Treasure Data in a process of its own; rows are read and counted, not kept. Prints its address; SIGTERM ends
 * it.
 */
const { url } = await startTreasureDataSimulator({ clock: systemClock, seed: "bench", keepRows: false });
console.log(url);
process.once("SIGTERM", () => process.exit(0));
