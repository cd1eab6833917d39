import {
  demoTreasureDataDatabase,
  demoTreasureDataKey,
  demoYotpoApiKey,
  demoYotpoGuid,
} from "@millrace/connect/simulators";
import type { ConnectJob } from "../contenders/connect-job.ts";
import { startBenchServer } from "./programs.ts";

/** The simulated Yotpo Loyalty and Treasure Data, each in a process of its own. */
export interface ConnectVendors extends AsyncDisposable {
  /** Settings of a connection's source. */
  source(perPage: number): Record<string, unknown>;
  /** Settings of a connection's destination. */
  readonly treasureData: Record<string, unknown>;
  /** The same for a contender. */
  job(perPage: number): ConnectJob;
  /** When each request reached Yotpo, ms since the epoch, and how many were answered with 429. */
  arrivals(): Promise<{ atMs: number[]; limited: number }>;
}

export interface VendorOptions {
  customers: number;
  /** true: Yotpo permits 5 requests per second; false: as many as come. */
  isLimited: boolean;
}

export const yotpoPerSecond = 5;
/** The most the setting takes; with pages of 1,000 never reached. */
const mostPerSecond = 100;

export async function startConnectVendors({ customers, isLimited }: VendorOptions): Promise<ConnectVendors> {
  await using opened = new AsyncDisposableStack();
  const yotpo = opened.use(
    await startBenchServer(new URL("../programs/yotpo-server.ts", import.meta.url), {
      BENCH_CUSTOMERS: String(customers),
      BENCH_LIMIT: isLimited ? String(yotpoPerSecond) : "",
    }),
  );
  const treasure = opened.use(
    await startBenchServer(new URL("../programs/treasure-data-server.ts", import.meta.url)),
  );
  const baseUrl = `${yotpo.url}/api/v2`;
  const owned = opened.move();
  return {
    source: (perPage) => ({
      type: "yotpo-loyalty",
      guid: demoYotpoGuid,
      api_key: demoYotpoApiKey,
      base_url: baseUrl,
      per_page: perPage,
      requests_per_second: isLimited ? yotpoPerSecond : mostPerSecond,
    }),
    treasureData: {
      type: "treasure-data",
      api_key: demoTreasureDataKey,
      database: demoTreasureDataDatabase,
      api_url: treasure.url,
      import_url: treasure.url,
    },
    job: (perPage) => ({
      firstPage: `${baseUrl}/customers/recent?per_page=${perPage}`,
      headers: { "x-guid": demoYotpoGuid, "x-api-key": demoYotpoApiKey },
      treasureData: treasure.url,
      treasureDataKey: demoTreasureDataKey,
      database: demoTreasureDataDatabase,
    }),
    arrivals: async () => {
      const answer = await fetch(`${yotpo.url}/_simulator/log`);
      const { requests } = (await answer.json()) as { requests: { atMs: number; status: number | null }[] };
      return {
        atMs: requests.map(({ atMs }) => atMs),
        limited: requests.filter(({ status }) => status === 429).length,
      };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
