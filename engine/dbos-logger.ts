import type { DLogger } from "@dbos-inc/dbos-sdk";
import type { Logger } from "@millrace/platform/telemetry";
import { messageOf } from "@millrace/platform/errors";

/**
 * DBOS's own lines in our log, one level quieter: what a run did is told by the engine itself, so its start-up
 * chatter is debug and the failure of a run (which DBOS calls an error) a warning without the payload.
 */
export function dbosLoggerOf(log: Logger): DLogger {
  const inner = log.child({ part: "dbos" });
  return {
    debug: (entry) => inner.trace(messageOf(entry)),
    info: (entry) => inner.debug(messageOf(entry)),
    warn: (entry) => inner.debug(messageOf(entry)),
    error: (entry) => inner.warn(messageOf(entry)),
  };
}
