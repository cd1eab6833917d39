import type { Clock } from "@millrace/platform/clock";
import type { Database } from "@millrace/platform/db";
import type { PoliteClient } from "@millrace/platform/http";
import type { ObjectStore } from "@millrace/platform/objects";
import type { SourceId } from "../contract.ts";
import type { PostSource } from "../sources/source.ts";

/** What collecting uses. */
export interface CollectDependencies {
  db: Database;
  http: PoliteClient;
  objects: ObjectStore;
  clock: Clock;
  /** Throws NeedsAttention when the source is not available in this installation. */
  sourceOf(id: SourceId): PostSource;
}
