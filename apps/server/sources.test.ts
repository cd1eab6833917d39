import type { SourceHealth } from "@millrace/posts/contract";
import { expect, test } from "vitest";
import { json, openTestHouse, type TestHouse } from "./testing/test-house.ts";

interface Problem {
  code: string;
  field?: string;
}

async function sourcesOf(house: TestHouse): Promise<SourceHealth[]> {
  return (await house.call<{ items: SourceHealth[] }>("/sources")).body.items;
}

test("in demo mode the sources are the demo site and uploaded files", async () => {
  await using demo = await openTestHouse({ site: { posts: 1 } });
  expect(await sourcesOf(demo)).toMatchObject([
    { id: "linkedin-demo", is_demo: true, takes_files: false },
    { id: "linkedin-import", is_demo: false, takes_files: true, budget: null },
  ]);
});

test("without demo mode there is no demo site, and collecting from it is refused", async () => {
  await using house = await openTestHouse({
    site: { posts: 1 },
    config: { demo: false, demoUrl: null },
    role: "owner",
  });
  expect((await sourcesOf(house)).map(({ id }) => id)).toEqual(["linkedin-import"]);
  for (const body of [{}, { source: "linkedin-demo" }])
    expect(await house.call<Problem>("/collections", json(body))).toMatchObject({
      status: 422,
      body: { code: "source_not_here", field: "json.source" },
    });
  expect(await house.call<Problem>("/sources/linkedin-demo/resume", { method: "POST" })).toMatchObject({
    status: 404,
    body: { code: "source_not_found" },
  });
  expect((await house.call<{ items: unknown[] }>("/collections")).body.items).toEqual([]);
});
