import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { contentHash } from "@millrace/platform/ids";
import { readBudgets } from "./index.ts";
import { generousBudget, get, openTestHouse, serve, type TestHouse } from "./test-kit.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

test("a fetched page is decompressed, kept in the object store and logged with its secrets redacted", async () => {
  await using site = await serve((_request, response) => {
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "content-encoding": "gzip",
      "set-cookie": ["a=1", "b=2"],
    });
    response.end(gzipSync("<p>été</p>"));
  });
  await using client = house.client({ budgets: [generousBudget("site:default")] });

  const answer = await client.fetch(
    get(`${site.origin}/page?q=lawyer&api_key=hunter2`, {
      account: "site:default",
      keepPage: true,
      runId: "run-1",
      headers: { Authorization: "Bearer hunter2", Accept: "text/html" },
    }),
  );

  expect(answer.status).toBe(200);
  expect(new TextDecoder().decode(answer.body)).toBe("<p>été</p>");
  expect(answer.headers["set-cookie"]).toBe("a=1\nb=2");
  expect(answer.snapshotHash).toBe(contentHash("<p>été</p>"));
  expect(await house.objects.get(answer.snapshotHash ?? "")).toEqual(Buffer.from("<p>été</p>"));
  expect(site.requests[0]?.headers).toMatchObject({
    authorization: "Bearer hunter2",
    "user-agent": "Millrace/0.1 (+https://millrace.example)",
  });

  const { rows } = await house.database.pool.query("select * from millrace.page where id = $1", [
    answer.pageId,
  ]);
  expect(rows[0]).toMatchObject({
    run_id: "run-1",
    vendor: "test-vendor",
    account: "site:default",
    method: "GET",
    status: 200,
    bytes: 12,
    body_hash: answer.snapshotHash,
    robots_hash: null,
  });
  expect(rows[0].url).toBe(`${site.origin}/page?q=lawyer&api_key=%5Bredacted%5D`);
  expect(rows[0].headers.request).toMatchObject({ authorization: "[redacted]", accept: "text/html" });
  expect(rows[0].headers.response).toMatchObject({ "set-cookie": "[redacted]" });
  expect(JSON.stringify(rows[0])).not.toContain("hunter2");
  expect(await readBudgets(house.database.pool)).toMatchObject([
    { account: "site:default", spent: 1, allowed: 10_000, periodMs: 60_000, pausedUntil: null },
  ]);
});
