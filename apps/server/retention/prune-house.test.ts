import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@millrace/platform/clock";
import { publishEvents } from "@millrace/platform/events";
import { openObjectStore } from "@millrace/platform/objects";
import { createTestDatabase } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { createStorageReader } from "../storage.ts";
import { pruneHouse, type PruneParts } from "./prune-house.ts";

const days = {
  retentionFinishedDays: 30,
  retentionDeadLettersDays: null,
  retentionEventsDays: 7,
  retentionPageLogDays: 90,
};

test("events and requests older than the policy go, in batches; the newest old event stays as the mark of replay", async () => {
  await using database = await createTestDatabase();
  const { pool } = database;
  await publishEvents(pool, [{ type: "now", subject: null, payload: {} }]);
  await pool.query(`insert into millrace.events (xid, type, payload, created_at)
    select '1'::xid8, 'old', '{}', now() - interval '8 days' from generate_series(1, 6000)`);
  await pool.query(`insert into millrace.page (id, vendor, method, url, status, headers, body_hash, bytes, duration_ms, fetched_at)
    select gen_random_uuid(), 'v', 'GET', 'https://a.example/', 200, '{}', 'h', 1, 1, now() - interval '90.5 days' + n * interval '1 day' from generate_series(0, 4) n`);
  const asked: string[] = [];
  const parts: PruneParts = {
    db: database,
    days,
    rooms: [
      { beforePrune: async () => void asked.push("settle"), prune: async () => ({ sessions: 2, links: 1 }) },
    ],
    engine: {
      list: async () => ({ items: [], nextCursor: null }),
      prune: async (policy) => {
        asked.push(`finished ${policy.finishedMs / 86_400_000}, dead ${policy.deadLettersMs}`);
        return 3;
      },
    },
  };

  expect(await pruneHouse(parts)).toEqual({ runs: 3, events: 5_999, rooms: 3, requests: 1 });

  expect(asked).toEqual(["settle", "finished 30, dead null"]);
  expect((await pool.query("select type from millrace.events order by xid")).rows).toEqual([
    { type: "old" },
    { type: "now" },
  ]);
});

test("the storage page has sizes of the database, its tables and the objects, the policy, and what went last", async () => {
  await using database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "millrace-storage-"));
  try {
    const objects = await openObjectStore({ folder });
    await objects.put(Buffer.from("one"));
    await objects.put(Buffer.from("two"));
    await writeFile(join(folder, "tmp", "left-by-a-crash"), "x".repeat(10_000));
    const storage = createStorageReader({ db: database, objects, clock: systemClock });
    const before = await storage.read(days);
    expect(before).toMatchObject({
      objects: 2,
      retention: { finished_days: 30, dead_letters_days: null, events_days: 7, page_log_days: 90 },
      last_prune: null,
    });
    expect(before.objects_bytes).toBeLessThan(200);
    expect(before.database_bytes).toBeGreaterThan(1_000_000);
    expect(before.tables.map((table) => table.name)).toContain("millrace.events");

    const engine = { list: async () => ({ items: [], nextCursor: null }), prune: async () => 2 };
    await pruneHouse({ db: database, days, rooms: [], engine });

    const { last_prune: last } = await storage.read(days);
    expect(last?.deleted).toEqual({ runs: 2, events: 0, rooms: 0, requests: 0 });
    expect(last?.at).toMatch(/Z$/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
