import { sql } from "drizzle-orm";
import { customType, timestamp } from "drizzle-orm/pg-core";

/** A time as Postgres keeps it. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
const transactionId = customType<{ data: string }>({ dataType: () => "xid8" });

/**
 * The transaction that wrote the row last: readers of the streams go by it. A trigger keeps it (migration 0006), so that no
 * statement has to think of it.
 */
export const changedXid = () =>
  transactionId("changed_xid")
    .notNull()
    .default(sql`pg_current_xact_id()`);
