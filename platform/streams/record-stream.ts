import type { z } from "zod";

/** Some records of a stream, in the order they changed. */
export interface StreamPage<Item> {
  records: Item[];
  /** Where the next reading goes on; the cursor that was given when there was nothing new. */
  cursor: string | null;
  /** true: there is more behind `cursor` at this moment. */
  hasMore: boolean;
}

/**
 * Records a room offers to the other rooms: Connect delivers any stream to any destination, the Studio reads them as
 * evidence. A record that changes comes again under the same primary key.
 */
export interface RecordStream<Item extends Record<string, unknown> = Record<string, unknown>> {
  /** Snake case, plural: "site_metrics". */
  name: string;
  about: string;
  schema: z.ZodType<Item>;
  /** Fields that tell one record from another. */
  primaryKey: readonly (keyof Item & string)[];
  /** null begins at the oldest. Records are never skipped, whatever is saved meanwhile. Throws `invalid_cursor`. */
  readSince(cursor: string | null, limit: number): Promise<StreamPage<Item>>;
}
