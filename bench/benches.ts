import { engineBench } from "./engine.ts";
import { apiBench } from "./api.ts";
import { backupBench } from "./backup.ts";
import { cancelBench } from "./cancel.ts";
import { connectBench } from "./connect.ts";
import { extractionBench } from "./extraction.ts";
import { helloBench } from "./hello.ts";
import { retentionBench } from "./retention.ts";
import { sitesBench } from "./sites.ts";
import { sseBench } from "./sse.ts";
import { startBench } from "./start.ts";
import type { Bench } from "./harness/run-bench.ts";

/** Every bench, in the order in which they run. */
export const benches: readonly Bench[] = [
  extractionBench,
  engineBench,
  retentionBench,
  backupBench,
  cancelBench,
  helloBench,
  apiBench,
  sseBench,
  startBench,
  sitesBench,
  connectBench,
];
