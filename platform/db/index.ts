import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";

/** One open Postgres, embedded or not. Whoever opened it disposes it. */
export interface Database extends AsyncDisposable {
  /** Connection string; on the embedded server it points at a unix socket (Linux, macOS). */
  readonly url: string;
  readonly pool: Pool;
  readonly orm: NodePgDatabase;
  /** true when this process started or adopted the embedded server. */
  readonly isEmbedded: boolean;
}
