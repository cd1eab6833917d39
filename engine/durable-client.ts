import { DBOSClient } from "@dbos-inc/dbos-sdk";
import type { Pool } from "pg";
import type { Logger } from "@millrace/platform/telemetry";
import { dbosLoggerOf } from "./dbos-logger.ts";
import { applicationName } from "./engine-schema.ts";

/** DBOS's client works where DBOS itself is not launched: before the launch and after the shutdown. */
export async function withDurableClient<T>(
  options: { databaseUrl: string; pool: Pool; log: Logger },
  use: (client: DBOSClient) => Promise<T>,
): Promise<T> {
  const client = await DBOSClient.create({
    systemDatabaseUrl: options.databaseUrl,
    systemDatabasePool: options.pool,
    applicationName,
    logger: dbosLoggerOf(options.log),
  });
  try {
    return await use(client);
  } finally {
    await client.destroy();
  }
}
