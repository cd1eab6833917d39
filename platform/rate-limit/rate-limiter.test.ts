import type { Pool } from "pg";
import { afterAll, expect, test } from "vitest";
import { createLogger } from "@millrace/platform/telemetry";
import { createTestDatabase } from "@millrace/platform/testing";
import { migrate, openDatabase, platformMigrations } from "@millrace/platform/db";
import { pruneRateLimits } from "./lease-units.ts";
import { RateLimiter, rateLimitHeaders } from "./index.ts";

const database = await createTestDatabase();
const db = await openDatabase({
  dataFolder: "",
  databaseUrl: database.url,
  log: createLogger({ level: "silent" }),
});
await migrate(db, [platformMigrations]);
afterAll(async () => {
  await db[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** An hour, so that nothing comes back while a test runs. */
const policy = (name: string, limit: number) => ({ name, limit, windowSecs: 3_600 });
const spend = async (limiter: RateLimiter, asker: string, times: number): Promise<number> => {
  const decisions = await Promise.all(Array.from({ length: times }, async () => limiter.take(asker)));
  return decisions.filter((decision) => decision.isAllowed).length;
};

test.each([1, 7, 100])("two processes together let %i requests through and not one more", async (limit) => {
  const shared = { pool: db.pool, policy: policy(`sum-${limit}`, limit) };
  const [one, two] = [new RateLimiter(shared), new RateLimiter(shared)];
  const passed: number[] = [];
  for (let round = 0; round < 8; round += 1)
    passed.push(...(await Promise.all([spend(one, "a", limit), spend(two, "a", limit)])));
  expect(passed.reduce((sum, count) => sum + count, 0)).toBe(limit);
});

test("askers don't take from one another, nor policies", async () => {
  const limiter = new RateLimiter({ pool: db.pool, policy: policy("apart", 3) });
  const other = new RateLimiter({ pool: db.pool, policy: policy("apart-too", 3) });
  expect(await spend(limiter, "a", 5)).toBe(3);
  expect(await spend(limiter, "b", 5)).toBe(3);
  expect(await spend(other, "a", 5)).toBe(3);
});

test("a busy asker asks the database once in many requests", async () => {
  let asked = 0;
  const query = ((...statement: Parameters<Pool["query"]>) => {
    asked += 1;
    return db.pool.query(...statement);
  }) as Pool["query"];
  const limiter = new RateLimiter({ pool: { query }, policy: policy("busy", 6_000) });
  for (let request = 0; request < 3_000; request += 1) await limiter.take("a");
  expect(asked).toBeLessThan(25);
});

test("a refusal says when the next request may come, and asks nobody until then", async () => {
  const limiter = new RateLimiter({ pool: db.pool, policy: policy("refused", 2) });
  await spend(limiter, "a", 2);
  const refused = await limiter.take("a");
  expect(refused).toMatchObject({ isAllowed: false, remaining: 0 });
  expect(refused.retryInMs).toBeGreaterThan(1_700_000);
  expect(refused.retryInMs).toBeLessThanOrEqual(1_800_000);
  expect(limiter.take("a")).not.toBeInstanceOf(Promise);
  expect(Object.fromEntries(rateLimitHeaders(limiter.policy, refused))).toEqual({
    "RateLimit-Policy": '"refused";q=2;w=3600',
    RateLimit: expect.stringMatching(/^"refused";r=0;t=1[78]\d\d$/u),
  });
});

test("units come back evenly, and whoever has all of them back is forgotten", async () => {
  const shared = { pool: db.pool, policy: { name: "back", limit: 60, windowSecs: 60 } };
  expect(await spend(new RateLimiter(shared), "a", 80)).toBe(60);
  await db.pool.query("update millrace.rate_limit set full_at_ms = full_at_ms - 10000 where key = 'back:a'");
  const passed = await spend(new RateLimiter(shared), "a", 80);
  expect(passed).toBeGreaterThanOrEqual(10);
  expect(passed).toBeLessThanOrEqual(13);
  await db.pool.query("update millrace.rate_limit set full_at_ms = 0 where key = 'back:a'");
  expect(await pruneRateLimits(db.pool)).toBe(1);
});

test("a lease of long ago is not added to a bucket that filled up since", async () => {
  let now = 0;
  const limiter = new RateLimiter({
    pool: db.pool,
    policy: policy("lapsed", 100),
    monotonicMs: () => now,
  });
  for (let request = 0; request < 4; request += 1) await limiter.take("a");
  now += 3_600_000;
  await db.pool.query("update millrace.rate_limit set full_at_ms = 0 where key = 'lapsed:a'");
  expect(await spend(limiter, "a", 150)).toBe(100);
});

test("while the database is away the limiter does not guess", async () => {
  const pool = { query: (() => Promise.reject(new Error("connection lost"))) as Pool["query"] };
  const limiter = new RateLimiter({ pool, policy: policy("away", 5) });
  await expect(limiter.take("a")).rejects.toThrow("connection lost");
});
