import { systemActor } from "@millrace/platform/api";
import { systemClock } from "@millrace/platform/clock";
import { newId } from "@millrace/platform/ids";
import { createTestDatabase } from "@millrace/platform/testing";
import fc from "fast-check";
import { afterAll, beforeEach, expect, test } from "vitest";
import { changeInBulk } from "../bulk/change-in-bulk.ts";
import { planBulk } from "../bulk/plan-bulk.ts";
import { bulkRequest, type BulkChange, type BulkRequest, type Workspace } from "../contract.ts";
import { previewRestore, restoreSnapshot } from "./restore-snapshot.ts";
import { pruneOldSnapshots } from "./prune-old-snapshots.ts";
import { saveSnapshot } from "./save-snapshot.ts";

const db = await createTestDatabase();
afterAll(() => db[Symbol.asyncDispose]());
const { pool } = db;
const actor = systemActor("test", "sites:write");

beforeEach(async () => {
  await pool.query("truncate sites.website, sites.snapshot cascade");
});

/** A website with one measurement of two metrics. */
async function addMeasured(
  domain: string,
  workspace: Workspace,
  tags: readonly string[] = [],
): Promise<string> {
  const [id, measurement] = [newId(), newId()];
  await pool.query(
    `insert into sites.website (id, workspace, domain, name, tags, provider, last_measurement_id, last_measured_at,
                                expected, obtained, missing)
     values ($1, $2, $3, 'Shop', $4, 'csv', $5, now(), 2, 1, '{"bounce_rate": "no_data"}')`,
    [id, workspace, domain, tags, measurement],
  );
  await pool.query(
    `insert into sites.measurement (id, website_id, session_id, provider, measured_at, expected, obtained, outcome)
     values ($1, $2, 'session', 'csv', now(), 2, 1, 'partial')`,
    [measurement, id],
  );
  for (const table of ["metric_reading", "metric_latest"])
    await pool.query(
      `insert into sites.${table} (measurement_id, website_id, metric, kind, value, unit, raw, reason, observed_at)
       values ($1, $2, 'visits', 'exact', 1234.5, 'count', '1234.5', null, now()),
              ($1, $2, 'bounce_rate', null, null, 'ratio', null, 'no_data', now())`,
      [measurement, id],
    );
  return id;
}

/** Everything there is of a workspace but what a restore may set anew: when it was changed, and places in the stream. */
async function contentOf(workspace: Workspace): Promise<unknown> {
  const { rows } = await pool.query(
    `select to_jsonb(w) - '{changed_at,changed_xid}'::text[] as website,
       (select jsonb_agg(to_jsonb(m) - 'saved_at' order by m.id) from sites.measurement m where m.website_id = w.id) as made,
       (select jsonb_agg(to_jsonb(r) - '{sequence,changed_xid}'::text[] order by r.metric) from sites.metric_reading r where r.website_id = w.id) as read,
       (select jsonb_agg(to_jsonb(l) order by l.metric) from sites.metric_latest l where l.website_id = w.id) as latest
     from sites.website w where w.workspace = $1 order by w.domain`,
    [workspace],
  );
  return rows;
}

const requestOf = (change: BulkChange, more: object = {}): BulkRequest =>
  bulkRequest.parse({ filter: {}, change, ...more });

async function change(request: BulkRequest): Promise<string | null> {
  const { token, changes } = await planBulk(pool, request, Date.now());
  if (changes.length === 0) return null;
  return (await changeInBulk(actor, { db, clock: systemClock }, request, token)).snapshot_id;
}

async function restore(id: string): Promise<string> {
  const { token } = await previewRestore(pool, id);
  return (await restoreSnapshot(actor, db, id, token)).snapshot_id;
}

test("whatever was changed in bulk, restoring gives the workspace back as it was; undoing that, the changed one", async () => {
  const tag = fc.constantFrom("mode", "été", "b2b");
  const changes = fc.oneof(
    {
      weight: 2,
      arbitrary: fc.constantFrom<BulkChange>({ kind: "archive" }, { kind: "unarchive" }, { kind: "delete" }),
    },
    fc.record<BulkChange & { kind: "add_tags" }>({
      kind: fc.constant("add_tags"),
      tags: fc.array(tag, { minLength: 1, maxLength: 2 }),
    }),
    fc.record<BulkChange & { kind: "remove_tags" }>({
      kind: fc.constant("remove_tags"),
      tags: fc.array(tag, { minLength: 1, maxLength: 2 }),
    }),
  );
  const filters = fc.record({
    archived: fc.constantFrom("true", "false"),
    q: fc.constantFrom(undefined, "1", "2", "shop"),
    tag: fc.option(tag, { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ change: changes, filter: filters }), { minLength: 1, maxLength: 5 }),
      async (steps) => {
        await pool.query("truncate sites.website, sites.snapshot cascade");
        for (const number of [1, 2, 12]) await addMeasured(`shop-${number}.example`, "production", ["mode"]);
        const before = await contentOf("production");
        const made = await saveSnapshot(pool, {
          workspace: "production",
          createdBy: "test",
          reason: "x",
          isAutomatic: false,
        });
        for (const step of steps) await change(bulkRequest.parse(step));
        const after = await contentOf("production");
        const { changed, added } = await previewRestore(pool, made);
        fc.pre(changed + added > 0);
        const undo = await restore(made);
        expect(await contentOf("production")).toEqual(before);
        await restore(undo);
        expect(await contentOf("production")).toEqual(after);
      },
    ),
    { numRuns: 8 },
  );
}, 60_000);

test("a change is refused when anything it would change has changed since the preview", async () => {
  await addMeasured("a.example", "production");
  const request = requestOf({ kind: "archive" });
  const { token } = await planBulk(pool, request, Date.now());
  await pool.query("update sites.website set tags = '{new}'");
  const asked = changeInBulk(actor, { db, clock: systemClock }, request, token);
  await expect(asked).rejects.toMatchObject({ status: 409, code: "changed_since_preview" });
  const { rows } = await pool.query("select 1 from sites.snapshot");
  expect(rows).toEqual([]);
});

test("nothing done to one workspace touches the other", async () => {
  const tested = await addMeasured("a.example", "test");
  await addMeasured("a.example", "production");
  const before = await contentOf("test");
  const { selected } = await planBulk(
    pool,
    requestOf({ kind: "delete" }, { website_ids: [tested] }),
    Date.now(),
  );
  expect(selected).toBe(0);
  const snapshot = await change(requestOf({ kind: "delete" }));
  expect(await contentOf("production")).toEqual([]);
  await restore(snapshot ?? "");
  expect(await contentOf("test")).toEqual(before);
  expect(await contentOf("production")).toHaveLength(1);
});

test("a domain added again after its deletion gives way to the one that comes back, and can be had again", async () => {
  const first = await addMeasured("a.example", "production");
  const snapshot = await change(requestOf({ kind: "delete" }));
  const second = await addMeasured("a.example", "production");
  const undo = await restore(snapshot ?? "");
  expect(await contentOf("production")).toMatchObject([{ website: { id: first } }]);
  await restore(undo);
  expect(await contentOf("production")).toMatchObject([{ website: { id: second }, read: [{}, {}] }]);
});

test("after thirty days the house's own snapshots go, those of a person stay; a website whose measurements went comes back unmeasured", async () => {
  await addMeasured("a.example", "production");
  const workspace = "production";
  const kept = await saveSnapshot(pool, { workspace, createdBy: "Ana", reason: "mine", isAutomatic: false });
  await change(requestOf({ kind: "delete" }));
  const day = 24 * 3_600_000;
  expect(await pruneOldSnapshots(pool, Date.now() + 29 * day)).toEqual({ site_snapshots: 0 });
  expect(await pruneOldSnapshots(pool, Date.now() + 31 * day)).toEqual({ site_snapshots: 1 });
  await restore(kept);
  expect(await contentOf("production")).toMatchObject([
    { website: { outcome: "pending", obtained: 0, last_measured_at: null }, made: null },
  ]);
});
