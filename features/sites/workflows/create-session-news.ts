import type { Clock } from "@millrace/platform/clock";
import type { Database } from "@millrace/platform/db";
import { noteActivities } from "../queries/session-workers.ts";
import { publishSession } from "./publish-session.ts";
import { SessionNews } from "./session-news.ts";

/** News that is written to the workers' rows and told to live pages. */
export function createSessionNews({ pool }: Pick<Database, "pool">, clock: Clock): SessionNews {
  return new SessionNews({
    now: () => clock.now(),
    async write(sessionId, activities) {
      await noteActivities(pool, sessionId, activities);
      await publishSession(pool, sessionId);
    },
  });
}
