import { createTestDatabase } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { normaliseDomain } from "../websites/normalise-domain.ts";
import { addDemoWebsites } from "./demo-websites.ts";

test("a fresh house gets the demo's websites once, however many processes begin, and never again after they were deleted", async () => {
  await using db = await createTestDatabase();
  const added = await Promise.all(Array.from({ length: 4 }, () => addDemoWebsites(db)));
  const { rows } = await db.pool.query<{ domain: string }>("select domain from sites.website where is_demo");
  expect(added.toSorted((a, b) => b - a)).toEqual([rows.length, 0, 0, 0]);
  expect(rows.length).toBeGreaterThanOrEqual(60);
  for (const { domain } of rows) expect(normaliseDomain(domain)).toEqual({ domain });
  expect(await addDemoWebsites(db)).toBe(0);
});
