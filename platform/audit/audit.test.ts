import { inTransaction } from "@millrace/platform/db";
import { createTestDatabase, type TestDatabase } from "@millrace/platform/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { listAudit, recordAudit, verifyAudit, type AuditRecord } from "./index.ts";

const actor = { kind: "user", id: "u1", name: "Ada" };
const record = (action: string, detail: Record<string, unknown> = {}): AuditRecord => ({
  actor,
  action,
  subject: "thing-1",
  detail,
});

/** What somebody with the rights of the database's owner can do: triggers off. */
async function tamper(database: TestDatabase, sql: string): Promise<void> {
  await inTransaction(database.pool, async (client) => {
    await client.query("set local session_replication_role = replica");
    await client.query(sql);
  });
}

async function withEntries(count: number): Promise<TestDatabase> {
  const database = await createTestDatabase();
  for (let index = 1; index <= count; index += 1)
    await recordAudit(database.pool, record("thing.changed", { index, nested: { b: 1.5, a: "é" } }));
  return database;
}

test("many writers at once make one chain without gaps, and an entry exists only when its change does", async () => {
  await using database = await createTestDatabase();
  const write = (index: number): Promise<void> =>
    inTransaction(database.pool, async (client) => {
      await recordAudit(client, record("thing.changed", { index }));
      if (index % 5 === 0) throw new Error("rolled back");
    });
  await Promise.allSettled(Array.from({ length: 50 }, (_, index) => write(index)));
  const verdict = await verifyAudit(database.pool);
  expect(verdict).toMatchObject({ isIntact: true, rows: 40, head: { seq: 40 } });
});

test("whatever JSON an entry tells, its hash can be computed again", async () => {
  await using database = await createTestDatabase();
  const text = fc.string({ unit: "grapheme" }).map((value) => value.replaceAll("\0", ""));
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constant(null),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
      text,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(text, tie("value"), { maxKeys: 4 }),
    ),
  })).value;
  await fc.assert(
    fc.asyncProperty(fc.dictionary(text, json, { maxKeys: 5 }), async (detail) => {
      await recordAudit(database.pool, record("thing.changed", detail));
    }),
    { numRuns: 60 },
  );
  expect(await verifyAudit(database.pool)).toMatchObject({ isIntact: true, rows: 60 });
});

test("nobody changes, deletes or empties the trail, nor moves its end back", async () => {
  await using database = await withEntries(3);
  for (const sql of [
    "update millrace.audit set action = 'other' where seq = 2",
    "delete from millrace.audit where seq = 3",
    "truncate millrace.audit",
    "delete from millrace.audit_head",
    "truncate millrace.audit_head",
    "update millrace.audit_head set seq = 2",
    "update millrace.audit_head set hash = 'x'",
  ])
    await expect(database.pool.query(sql), sql).rejects.toThrow("append-only");
  expect(await verifyAudit(database.pool)).toMatchObject({ isIntact: true, rows: 3 });
});

test.for([
  {
    what: "an edited entry",
    sql: "update millrace.audit set detail = '{}' where seq = 3",
    seq: 3,
    fault: "edited",
  },
  {
    what: "another actor",
    sql: "update millrace.audit set actor_name = 'Bob' where seq = 1",
    seq: 1,
    fault: "edited",
  },
  {
    what: "another instant",
    sql: "update millrace.audit set at = at + interval '1 microsecond' where seq = 2",
    seq: 2,
    fault: "edited",
  },
  { what: "an entry taken out", sql: "delete from millrace.audit where seq = 2", seq: 2, fault: "missing" },
  { what: "the first taken out", sql: "delete from millrace.audit where seq = 1", seq: 1, fault: "missing" },
  { what: "the newest cut off", sql: "delete from millrace.audit where seq > 3", seq: 4, fault: "cut_off" },
  { what: "all of it gone", sql: "delete from millrace.audit", seq: 1, fault: "cut_off" },
  { what: "the end forgotten", sql: "delete from millrace.audit_head", seq: 6, fault: "cut_off" },
])("finds $what, by whoever can turn the triggers off", async ({ sql, seq, fault }) => {
  await using database = await withEntries(5);
  await tamper(database, sql);
  expect(await verifyAudit(database.pool)).toMatchObject({ isIntact: false, firstBroken: { seq, fault } });
});

test("a trail that was cut off and its end moved back, or computed anew, is found with a head noted elsewhere", async () => {
  await using database = await withEntries(4);
  const { head } = await verifyAudit(database.pool);
  await tamper(
    database,
    `delete from millrace.audit where seq > 2;
     update millrace.audit_head h set seq = a.seq, hash = a.hash, previous_hash = a.previous_hash
     from millrace.audit a where a.seq = 2`,
  );
  expect(await verifyAudit(database.pool)).toMatchObject({ isIntact: true, rows: 2 });
  expect(await verifyAudit(database.pool, head)).toMatchObject({
    isIntact: false,
    firstBroken: { seq: 3, fault: "cut_off" },
  });
  for (const index of [3, 4]) await recordAudit(database.pool, record("thing.changed", { index }));
  expect(await verifyAudit(database.pool, head)).toMatchObject({
    isIntact: false,
    firstBroken: { seq: 4, fault: "edited" },
  });
});

test("entries are listed newest first, by noun, action, actor and subject", async () => {
  await using database = await createTestDatabase();
  await recordAudit(database.pool, record("person.invited"));
  await recordAudit(database.pool, record("person.removed"));
  await recordAudit(database.pool, { ...record("token.made"), actor: { ...actor, id: "u2" } });
  const actions = async (filter: Parameters<typeof listAudit>[1]): Promise<string[]> =>
    (await listAudit(database.pool, filter, 10)).map((entry) => entry.action);
  expect(await actions({})).toEqual(["token.made", "person.removed", "person.invited"]);
  expect(await actions({ action: "person" })).toEqual(["person.removed", "person.invited"]);
  expect(await actions({ action: "person.invited" })).toEqual(["person.invited"]);
  expect(await actions({ actorId: "u2" })).toEqual(["token.made"]);
  expect(await actions({ beforeSeq: 3 })).toEqual(["person.removed", "person.invited"]);
});

test("canonical JSON does not depend on the order of keys", () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined })).toBe('{"b":[{"c":2,"d":1}]}');
  expect(canonicalJson({ 10: 1, 9: 2, é: "\u2028" })).toBe('{"10":1,"9":2,"é":"\u2028"}');
});
