import { setTimeout as delay } from "node:timers/promises";
import { isServerAway } from "@millrace/platform/db";
import { messageOf } from "@millrace/platform/errors";
import type { Logger } from "@millrace/platform/telemetry";

const firstDelayMs = 50;
const longestDelayMs = 2_000;

/** Runs an idempotent statement until the database is back; any other error is thrown at once. */
export async function untilDatabaseAnswers<T>(log: Logger, what: string, run: () => Promise<T>): Promise<T> {
  for (let waitMs = firstDelayMs; ; waitMs = Math.min(longestDelayMs, waitMs * 2)) {
    try {
      return await run();
    } catch (error) {
      if (!isServerAway(error)) throw error;
      log.warn({ reason: messageOf(error), waitMs }, `database is away, ${what} waits`);
      await delay(waitMs);
    }
  }
}
