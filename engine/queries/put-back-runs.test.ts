import { createTestDatabase } from "@millrace/platform/testing";
import { createLogger } from "@millrace/platform/telemetry";
import { expect, test } from "vitest";
import { installEngineSchema } from "../index.ts";
import { takeOverOrphans } from "./put-back-runs.ts";

test("workers that die under a parent count against it only while none of its children gets on", async () => {
  await using database = await createTestDatabase();
  await installEngineSchema(database.url, createLogger({ level: "silent" }));
  const { pool } = database;
  const stored = { parent: null, child: "parent", grandchild: "child" };
  for (const [id, parent] of Object.entries(stored))
    await pool.query(
      `insert into dbos.workflow_status (workflow_uuid, status, name, queue_name, executor_id, parent_workflow_id, started_at_epoch_ms)
       values ($1, 'PENDING', 'count', 'default', 'dead', $2, 1)`,
      [id, parent],
    );
  const dieAgain = async () => {
    await pool.query(
      "update dbos.workflow_status set status = 'PENDING', executor_id = 'dead', started_at_epoch_ms = 1",
    );
    await takeOverOrphans(pool, 1_000);
    const { rows } = await pool.query<{ count: number }>(
      "select count from engine.run_takeover where run_id = 'parent'",
    );
    return rows[0]?.count;
  };
  expect(await dieAgain()).toBe(1);
  expect(await dieAgain()).toBe(2);
  await pool.query(
    "insert into dbos.operation_outputs (workflow_uuid, function_id, function_name) values ('grandchild', 0, 'step')",
  );
  expect(await dieAgain()).toBe(1);
  expect(await dieAgain()).toBe(2);
});
