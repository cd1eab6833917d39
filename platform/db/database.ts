import type { Pool } from "pg";

/** One open Postgres, embedded or not. Whoever opened it disposes it. */
export interface Database extends AsyncDisposable {
  /** Connection string; on the embedded server it points at a unix socket (Linux, macOS). */
  readonly url: string;
  readonly pool: Pool;
  /** true when the server is the embedded one. */
  readonly isEmbedded: boolean;
  /** true when this process holds the data folder and stops the embedded server on disposal. */
  readonly isOwner: boolean;
}
