import { publishEvents } from "@millrace/platform/events";
import { postEvents, type SourceId } from "../contract.ts";
import { readCollection, readSourceHealth, type RunsReader } from "../queries/views.ts";
import type { CollectDependencies } from "./dependencies.ts";

type Publisher = Pick<CollectDependencies, "db" | "sourceOf">;

/** While its own workflow speaks, a collection is running. */
const running: RunsReader = (runIds) =>
  Promise.resolve(
    runIds.map((runId) => ({ runId, status: "running", endedAt: null, progress: null, error: null })),
  );

/** Tells live pages how a collection stands; called from its own run. */
export async function publishCollection({ db }: Pick<Publisher, "db">, id: string): Promise<void> {
  const payload = await readCollection(db, running, id);
  if (payload !== null) await publishEvents(db.pool, [{ type: postEvents.collection, subject: id, payload }]);
}

/** Tells live pages how a source stands. */
export async function publishSource({ db, sourceOf }: Publisher, id: SourceId): Promise<void> {
  const [payload] = await readSourceHealth(db, [sourceOf(id)]);
  await publishEvents(db.pool, [{ type: postEvents.source, subject: id, payload }]);
}
