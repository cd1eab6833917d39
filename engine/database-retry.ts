import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "@millrace/platform/errors";
import type { Logger } from "@millrace/platform/telemetry";

const firstDelayMs = 50;
const longestDelayMs = 2_000;

/** SQLSTATE classes of a server that is away or coming back: connection faults, operator intervention, too many connections. */
const passingStates = /^(08...|57P0[1235]|53300)$/;
const passingCodes = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE", "ETIMEDOUT", "ENOTCONN"]);
const passingMessages = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;

/** true when the database was away rather than the statement wrong. */
export function isDatabaseAway(error: unknown): boolean {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code === "string" && (passingStates.test(code) || passingCodes.has(code))) return true;
  return passingMessages.test(messageOf(error));
}

/** Runs an idempotent statement until the database is back; any other error is thrown at once. */
export async function untilDatabaseAnswers<T>(log: Logger, what: string, run: () => Promise<T>): Promise<T> {
  for (let waitMs = firstDelayMs; ; waitMs = Math.min(longestDelayMs, waitMs * 2)) {
    try {
      return await run();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      log.warn({ reason: messageOf(error), waitMs }, `database is away, ${what} waits`);
      await delay(waitMs);
    }
  }
}
