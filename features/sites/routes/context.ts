import type { Engine } from "@millrace/engine";
import type { Clock } from "@millrace/platform/clock";
import type { Database } from "@millrace/platform/db";
import type { ObjectStore } from "@millrace/platform/objects";
import type { Secrets } from "@millrace/platform/secrets";
import type { SiteProviders } from "../providers/provider-shelf.ts";

/** What the routes of Sites use. */
export interface SitesRoutesContext {
  db: Database;
  engine: Engine;
  objects: ObjectStore;
  clock: Clock;
  secrets: Secrets;
  providers: SiteProviders;
}
