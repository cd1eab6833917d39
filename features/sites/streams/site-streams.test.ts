import { newId } from "@millrace/platform/ids";
import { createTestDatabase, until } from "@millrace/platform/testing";
import { afterAll, expect, test } from "vitest";
import { addWebsite } from "../queries/add-website.ts";
import { siteStreams } from "./site-streams.ts";

const database = await createTestDatabase();
afterAll(() => database[Symbol.asyncDispose]());
const [websites, siteMetrics] = siteStreams(database);

const nothing = { name: null, tags: [], workspace: "test" } as const;

/** Everything after a cursor, two records at a time. */
async function domainsAfter(start: string | null): Promise<{ domains: string[]; cursor: string | null }> {
  const domains: string[] = [];
  let cursor = start;
  for (;;) {
    const page = await websites.readSince(cursor, 2);
    domains.push(...page.records.map((record) => websites.schema.parse(record).domain));
    cursor = page.cursor;
    if (!page.hasMore) return { domains, cursor };
  }
}

/**
 * The same, once there are so many: transaction ids are the server's, so that transactions of other tests' databases hold the
 * stream back as well.
 */
const arrived = (start: string | null, count: number) =>
  until(`${count} records have come`, async () => {
    const found = await domainsAfter(start);
    return found.domains.length >= count ? found : null;
  });

test("a website written early and committed late is neither skipped nor told of before its turn", async () => {
  await using opened = new AsyncDisposableStack();
  const [slow, quick] = [await database.pool.connect(), await database.pool.connect()];
  opened.defer(() => (slow.release(), quick.release()));
  await slow.query("begin");
  await addWebsite(slow, { ...nothing, tags: [], id: newId(), domain: "slow.example" });
  await quick.query("begin");
  await addWebsite(quick, { ...nothing, tags: [], id: newId(), domain: "quick.example" });
  await quick.query("commit");
  const early = await domainsAfter(null);
  expect(early).toEqual({ domains: [], cursor: null });
  await slow.query("commit");
  const late = await arrived(early.cursor, 2);
  expect(late.domains.toSorted()).toEqual(["quick.example", "slow.example"]);
  expect(await domainsAfter(late.cursor)).toEqual({ domains: [], cursor: late.cursor });
});

test("a website that changes comes again, whoever changed it and however", async () => {
  const { cursor } = await arrived(null, 2);
  await database.pool.query(`update sites.website set tags = '{x}' where domain = 'quick.example'`);
  expect((await arrived(cursor, 1)).domains).toEqual(["quick.example"]);
});

test("a reader from before the house was restored elsewhere begins again; any other text is refused", async () => {
  const { cursor, domains } = await arrived(null, 2);
  const place = JSON.parse(Buffer.from(cursor ?? "", "base64url").toString()) as object;
  const moved = Buffer.from(JSON.stringify({ ...place, cluster: "1", xid: "999999999" })).toString(
    "base64url",
  );
  expect((await domainsAfter(moved)).domains).toEqual(domains);
  for (const wrong of ["nonsense", ""])
    await expect(websites.readSince(wrong, 1)).rejects.toMatchObject({ code: "invalid_cursor" });
  await expect(siteMetrics.readSince(cursor, 1)).rejects.toMatchObject({ code: "invalid_cursor" });
});

test("readings come with their website and where they came from, in the order they were saved", async () => {
  const { rows } = await database.pool.query<{ id: string }>(
    `select id from sites.website where domain = 'slow.example'`,
  );
  const website = rows[0]?.id;
  const measurement = newId();
  await database.pool.query(
    `insert into sites.measurement (id, website_id, session_id, provider, measured_at, expected, obtained, outcome)
     values ($1, $2, 'session-1', 'portal', now(), 3, 2, 'partial')`,
    [measurement, website],
  );
  for (const [metric, value] of [
    ["visits", 3],
    ["bounce_rate", 0.5],
    ["organic_traffic", null],
  ] as const)
    await database.pool.query(
      `insert into sites.metric_reading (measurement_id, website_id, metric, kind, value, unit, reason, observed_at)
       values ($1, $2, $3, case when $4::float8 is not null then 'exact' end, $4, 'count',
               case when $4 is null then 'no_data' end, '2026-11-24T00:00:00Z')`,
      [measurement, website, metric, value],
    );
  await until(
    "three readings have come",
    async () => (await siteMetrics.readSince(null, 3)).records.length === 3,
  );
  const first = await siteMetrics.readSince(null, 2);
  const rest = await siteMetrics.readSince(first.cursor, 2);
  const records = [...first.records, ...rest.records].map((record) => siteMetrics.schema.parse(record));
  expect([first.hasMore, rest.hasMore]).toEqual([true, false]);
  expect(records).toMatchObject([
    { metric: "visits", value: 3, domain: "slow.example", workspace: "test", session_id: "session-1" },
    { metric: "bounce_rate", value: 0.5, provider: "portal", measurement_id: measurement },
    { metric: "organic_traffic", value: null, reason: "no_data", observed_at: "2026-11-24T00:00:00.000Z" },
  ]);
});
