import { sql } from "drizzle-orm";
import { customType } from "drizzle-orm/pg-core";

const transactionId = customType<{ data: string }>({ dataType: () => "xid8" });

/**
 * The transaction that wrote the row last: readers of the streams go by it (`readChanges`). A trigger of the room's migrations
 * keeps it (`note_transaction`), so that no statement has to think of it.
 */
export const changedXid = () =>
  transactionId("changed_xid")
    .notNull()
    .default(sql`pg_current_xact_id()`);
