import type { Pool, PoolClient } from "pg";

/** Runs reads that all see the database as it was at the first of them. */
export async function inSnapshot<Result>(
  pool: Pool,
  read: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let isClean = false;
  try {
    await client.query("begin isolation level repeatable read read only");
    const result = await read(client);
    await client.query("commit");
    isClean = true;
    return result;
  } finally {
    client.release(!isClean);
  }
}
