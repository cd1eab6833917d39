import type { Engine } from "@millrace/engine";
import { syncConnection } from "../contract.ts";

/** Begins the run of a sync that has its place; does nothing to one that has begun. */
export async function beginRun(
  { engine }: { engine: Pick<Engine, "start"> },
  id: string,
  connectionId: string,
): Promise<void> {
  await engine.start(syncConnection, { sync_id: id, connection_id: connectionId }, { key: id });
}
