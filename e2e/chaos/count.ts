import type { Database } from "@millrace/platform/db";

/** The one number a statement answers with. */
export async function count(db: Database, statement: string, values: unknown[] = []): Promise<number> {
  const { rows } = await db.pool.query<Record<string, string>>(statement, values);
  return Number(Object.values(rows[0] ?? {})[0]);
}
