import { join } from "node:path";
import { writeBackup } from "@millrace/platform/backup";
import { openObjectStore } from "@millrace/platform/objects";
import { createLogger } from "@millrace/platform/telemetry";
import { createEmptyDatabase, createTemporaryFolder, createTestDatabase } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { restoreHouse } from "./backups/restore-house.ts";
import { backedUpSchemas } from "./backups/schemas.ts";

const website = "01900000-0000-7000-8000-000000000001";
const measurement = "01900000-0000-7000-8000-000000000002";
const reading = `insert into sites.metric_reading (measurement_id, website_id, metric, kind, value, unit, observed_at)
  values ($1, $2, $3, 'exact', 1, 'count', now()) returning sequence::int`;

test("restored websites have their computed outcome, and new readings go on numbering after the restored ones", async () => {
  await using folder = await createTemporaryFolder();
  await using source = await createTestDatabase();
  const place = (name: string): string => join(folder.path, name);
  await source.pool.query(
    `insert into sites.website (id, workspace, domain, last_measured_at, expected, obtained)
     values ($1, 'production', 'kept.example', now(), 2, 1)`,
    [website],
  );
  await source.pool.query(
    `insert into sites.measurement (id, website_id, session_id, provider, measured_at, expected, obtained, outcome)
     values ($1, $2, 's', 'p', now(), 2, 1, 'partial')`,
    [measurement, website],
  );
  for (const metric of ["one", "two"]) await source.pool.query(reading, [measurement, website, metric]);

  const objects = await openObjectStore({ folder: place("objects") });
  const path = place("backup.tar");
  await writeBackup({ pool: source.pool, objects, schemas: backedUpSchemas, version: "test", path });
  await using target = await createEmptyDatabase();
  const log = createLogger({ level: "silent" });
  await restoreHouse(path, { dataFolder: place("restored"), databaseUrl: target.url }, log);

  const { rows } = await target.pool.query<{ outcome: string; has_writer: boolean }>(
    "select outcome, changed_xid is not null as has_writer from sites.website",
  );
  expect(rows).toEqual([{ outcome: "partial", has_writer: true }]);
  const added = await target.pool.query<{ sequence: number }>(reading, [measurement, website, "three"]);
  expect(added.rows).toEqual([{ sequence: 3 }]);
});
