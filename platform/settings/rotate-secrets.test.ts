import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createTemporaryFolder, createTestDatabase, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { openSecrets, readKeyFile } from "../secrets/index.ts";
import { keepSecret, lockSecrets, readKept } from "./queries.ts";
import { rotateSecrets } from "./rotate-secrets.ts";

const actor = { kind: "person", id: "p1", name: "Ada" };

test("rotations at the same time take turns: none touches the key file before its turn, and every value opens", async () => {
  await using folder = await createTemporaryFolder();
  await using database = await createTestDatabase();
  const { pool } = database;
  const keyFile = join(folder.path, "config", "key");
  const secrets = openSecrets({ keyFile, dataFolder: join(folder.path, "data"), env: {} });
  const holder = await pool.connect();
  await keepSecret(holder, "mail", await secrets.seal("mail", "hunter2"), "Ada");
  const before = await readFile(keyFile, "utf8");
  await holder.query("begin");
  await lockSecrets(holder, "to encrypt");

  const rotations = [1, 2, 3].map(() => rotateSecrets(pool, keyFile, actor));
  await until("all wait", async () => {
    const { rowCount } = await pool.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return rowCount === 3;
  });
  expect(await readFile(keyFile, "utf8")).toBe(before);
  await holder.query("commit");
  holder.release();
  await Promise.all(rotations);

  expect(await readKeyFile(keyFile)).toHaveLength(1);
  const kept = (await readKept(pool)).byName.get("mail")?.secret ?? "";
  expect(await secrets.resolve("mail", kept)).toBe("hunter2");
});
