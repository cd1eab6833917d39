import { createTestDatabase } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { inTransaction } from "./in-transaction.ts";

test("work that resolves is kept, work that throws leaves nothing and its connection is not used again", async () => {
  await using database = await createTestDatabase();
  const { pool } = database;
  await pool.query("create table note (text text)");
  const told = await inTransaction(pool, async (client) => {
    await client.query("insert into note values ('kept')");
    return "done";
  });
  expect(told).toBe("done");
  const failed = inTransaction(pool, async (client) => {
    await client.query("insert into note values ('lost')");
    throw new Error("Changed my mind.");
  });
  await expect(failed).rejects.toThrow("Changed my mind.");
  expect((await pool.query("select text from note")).rows).toEqual([{ text: "kept" }]);
  expect(pool.totalCount).toBe(1);
});
