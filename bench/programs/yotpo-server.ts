import { startYotpoLoyaltySimulator } from "@millrace/connect/simulators";
import { systemClock } from "@millrace/platform/clock";

/**
 * The simulated Yotpo Loyalty with BENCH_CUSTOMERS customers, in a process of its own. With BENCH_LIMIT it permits so many
 * requests per second and takes 20 ms for an answer; without, it answers as fast as it can. Prints its address; SIGTERM ends
 * it.
 */
const limit = process.env["BENCH_LIMIT"] ?? "";
const { url } = await startYotpoLoyaltySimulator({
  clock: systemClock,
  seed: "bench",
  customers: Number(process.env["BENCH_CUSTOMERS"]),
  ...(limit === ""
    ? { throttle: false, latencyMs: 0, perPageMax: 1_000 }
    : { throttle: true, requestsPerSecond: Number(limit), latencyMs: 20 }),
});
console.log(url);
process.once("SIGTERM", () => process.exit(0));
