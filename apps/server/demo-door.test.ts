import { expect, test } from "vitest";
import { openTestHouse } from "./testing/test-house.ts";

test("a demo signs nobody in as soon as others can reach it, and its metrics need somebody who may read them", async () => {
  await using open = await openTestHouse({ site: { posts: 1 } });
  expect((await open.call("/me")).body).toMatchObject({
    actor: { kind: "demo", role: "owner" },
    is_demo: true,
  });
  const passedOn = { headers: { "x-forwarded-for": "203.0.113.9" } };
  expect((await open.call("/me", passedOn)).body).toMatchObject({ actor: null });
  await open.restart({ host: "0.0.0.0" });
  expect((await open.call("/me")).body).toMatchObject({ actor: null, is_demo: true, needs_owner: true });
  expect((await fetch(`${open.url}/metrics`)).status).toBe(200);
  expect((await fetch(`${open.url}/metrics`, passedOn)).status).toBe(401);
  const local = { authorization: `Bearer ${open.context.features.identity.localSecret}` };
  expect((await open.call("/posts", { headers: local })).status).toBe(200);
});
