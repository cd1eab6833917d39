import type { Engine } from "@millrace/engine";
import type { Clock } from "@millrace/platform/clock";
import type { Database } from "@millrace/platform/db";
import type { ObjectStore } from "@millrace/platform/objects";
import type { PostSources } from "../sources/post-sources.ts";

/** What the routes of Posts use. */
export interface PostRoutesContext {
  db: Database;
  engine: Engine;
  objects: ObjectStore;
  clock: Clock;
  sources: PostSources;
}
