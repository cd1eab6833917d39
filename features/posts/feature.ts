import type { Engine, QueueSettings, WorkflowHandler } from "@millrace/engine";
import type { PermissionTable } from "@millrace/identity/contract";
import { createApi, systemActor, type Api } from "@millrace/platform/api";
import type { Clock } from "@millrace/platform/clock";
import type { Database, MigrationSource } from "@millrace/platform/db";
import type { Budget, PoliteClient } from "@millrace/platform/http";
import type { ObjectStore } from "@millrace/platform/objects";
import type { RecordStream } from "@millrace/platform/streams";
import type { Logger } from "@millrace/platform/telemetry";
import { addCollectionRoutes, startCollection } from "./routes/collections.ts";
import { addEvidenceRoute } from "./routes/evidence.ts";
import { addExportRoute } from "./routes/exports.ts";
import { addImportRoute } from "./routes/imports.ts";
import { addPostRoutes } from "./routes/posts.ts";
import { addSourceRoutes } from "./routes/sources.ts";
import { collectionRequest, postsPermissions } from "./contract.ts";
import { postsBudgetSettings } from "./settings.ts";
import { readSourceStates } from "./queries/source-state.ts";
import { createPostSources } from "./sources/post-sources.ts";
import { postStreams } from "./streams/post-streams.ts";
import { collectPostsHandler } from "./workflows/collect-posts.ts";
import { settleCollections } from "./workflows/settle-collections.ts";

/** Tables of Posts. */
export const postsMigrations: MigrationSource = {
  name: "posts",
  folder: new URL("./migrations/", import.meta.url),
};

export interface PostsOptions {
  db: Database;
  objects: ObjectStore;
  clock: Clock;
  log: Logger;
  /** Address of the LinkedIn simulator; null outside demo mode. */
  demoUrl: string | null;
}

/** The manifest of Posts: what the server plugs together. */
export interface PostsFeature {
  name: "posts";
  permissions: PermissionTable;
  /** What the polite client may spend on each source. */
  budgets: Budget[];
  budgetSettings: typeof postsBudgetSettings;
  queues: QueueSettings[];
  handlers(http: PoliteClient): WorkflowHandler[];
  /** Collections keep how their runs ended. */
  beforePrune(engine: Pick<Engine, "list">): Promise<void>;
  streams: readonly RecordStream[];
  /** Routes below /api/v1. */
  routes(engine: Engine): Api;
  /** Starts the demo collection of this moment; processes that ask at the same time start one between them. */
  collectDemo(engine: Engine, slot: string, maxPosts: number): Promise<void>;
}

export function createPostsFeature({ db, objects, clock, log, demoUrl }: PostsOptions): PostsFeature {
  const sources = createPostSources({ demoUrl, clock });
  return {
    name: "posts",
    permissions: postsPermissions,
    budgets: sources.all.flatMap((source) => (source.budget === null ? [] : [source.budget])),
    budgetSettings: postsBudgetSettings,
    queues: [{ name: "collections", concurrency: null, workerConcurrency: 4, pollingMs: 50 }],
    handlers: (http) => [collectPostsHandler({ db, http, objects, clock, sourceOf: sources.byId })],
    beforePrune: (engine) => settleCollections(db.pool, engine),
    streams: postStreams(db),
    routes: (engine) => {
      const api = createApi(log);
      const context = { db, engine, objects, clock, sources };
      // Before /posts/{id}, which would take "export" for an id.
      addExportRoute(api, context);
      addPostRoutes(api, context);
      addEvidenceRoute(api, context);
      addCollectionRoutes(api, context);
      addImportRoute(api, context);
      addSourceRoutes(api, context);
      return api;
    },
    collectDemo: async (engine, slot, maxPosts) => {
      const demo = sources.all.find((source) => source.isDemo);
      if (demo === undefined) return;
      // At a wall every further collection would only wait beside the one that met it.
      if ((await readSourceStates(db.pool)).get(demo.id)?.paused_at != null) return;
      const request = collectionRequest.parse({ source: demo.id, max_posts: maxPosts });
      const actor = systemActor("demo", "posts:write");
      await startCollection(actor, { db, engine }, { ...request, files: [] }, `demo-${slot}`);
    },
  };
}
