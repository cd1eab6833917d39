import { operation, authorized, jsonAnswer, type Api, type Authorized } from "@millrace/platform/api";
import * as contract from "../../contract.ts";
import type { ServerContext } from "../../context.ts";
import type { Feature } from "../../features.ts";
import { pruneHouse, type RetentionDays } from "../../retention/prune-house.ts";
import { createStorageReader } from "../../storage.ts";
import { audited } from "./audited.ts";
import { tags } from "./route-parts.ts";

/** What storage is read and pruned with. */
export type StorageContext = Pick<ServerContext, "db" | "engine" | "clock" | "objects"> & {
  /** How long things are kept, as the settings have it when asked. */
  settings: { values(): RetentionDays };
  features: { all: readonly Pick<Feature, "beforePrune" | "prune">[] };
};

/** What the house keeps, how long, and letting go of the rest now. */
export function addStorageRoutes(api: Api, context: StorageContext): void {
  const reader = createStorageReader(context);
  const read = operation("operate:read", {
    method: "get",
    path: "/storage",
    tags,
    summary: "What the database and the objects take, how long things are kept, what was deleted last",
    responses: { 200: jsonAnswer(contract.storageState, "Storage and retention") },
  });
  api.openapi(read, async (c) => c.json(await reader.read(context.settings.values()), 200));

  const prune = operation("operate:admin", {
    method: "post",
    path: "/storage/prune",
    tags,
    summary: "Delete now what retention no longer keeps",
    responses: { 200: jsonAnswer(contract.pruneResult, "How many of each kind were deleted") },
  });
  api.openapi(prune, async (c) =>
    c.json({ deleted: await pruneNow(authorized(c, "operate:admin"), context) }, 200),
  );
}

async function pruneNow(
  actor: Authorized<"operate:admin">,
  { db, engine, settings, features }: StorageContext,
): Promise<Record<string, number>> {
  const days = settings.values();
  const act = { action: "storage.prune", subject: null };
  return audited(db.pool, actor, act, () => pruneHouse({ db, engine, rooms: features.all, days }));
}
