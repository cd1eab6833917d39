import { messageOf } from "@millrace/platform/errors";
import { pruneEvents } from "@millrace/platform/events";
import type { ServerContext } from "./context.ts";

const everyMs = 3_600_000;
/** A page that was away longer reads everything again. */
const keepEventsMs = 7 * 86_400_000;

/** Keeps the outbox small, in every process that works; several at once only find less to do. */
export function keepHouse(context: ServerContext): Disposable {
  const pruneIdentity = (): void => {
    context.features.identity.prune().then(
      (counts) => context.log.debug(counts, "ended sessions and links pruned"),
      (error: unknown) =>
        context.log.warn({ reason: messageOf(error) }, "ended sessions not pruned, next try in an hour"),
    );
  };
  const prune = (): void => {
    pruneIdentity();
    pruneEvents(context.db.pool, keepEventsMs).then(
      (count) => context.log.debug({ count }, "old events pruned"),
      (error: unknown) =>
        context.log.warn({ reason: messageOf(error) }, "old events not pruned, next try in an hour"),
    );
  };
  const timer = setInterval(prune, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
