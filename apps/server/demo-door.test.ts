import { get } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { json, openTestHouse } from "./testing/test-house.ts";

/** As a proxy on this machine would ask: under the name that people know. */
async function askAs(host: string, url: string): Promise<{ status: number; hsts: string | undefined }> {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof askAs>>>();
  get(url, { headers: { host } }, (answer) => {
    const { statusCode = 0, headers } = answer;
    text(answer).then(
      () => resolve({ status: statusCode, hsts: headers["strict-transport-security"] }),
      reject,
    );
  }).on("error", reject);
  return await promise;
}

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
  // A proxy before it, which may well say neither whom it asks for nor under which name.
  for (const changes of [{ publicUrl: "https://millrace.example" }, { trustedProxies: ["127.0.0.1"] }]) {
    await open.restart(changes);
    expect((await open.call("/me")).body, JSON.stringify(changes)).toMatchObject({
      actor: null,
      needs_owner: true,
    });
  }
});

test("a public address set on the settings page is answered to at once, and encrypted for good", async () => {
  await using house = await openTestHouse({ site: { posts: 1 } });
  const health = `${house.url}/health/live`;
  expect(await askAs("millrace.example", health)).toEqual({ status: 403, hsts: undefined });
  const set = json({ changes: { publicUrl: "https://millrace.example" } });
  expect((await house.call("/settings", { ...set, method: "PATCH" })).status).toBe(200);
  expect(await askAs("millrace.example", health)).toEqual({
    status: 200,
    hsts: "max-age=31536000",
  });
  expect(await askAs("other.example", health)).toMatchObject({ status: 403 });
  await house.restart();
  expect((await house.call("/me")).body).toMatchObject({ actor: null, needs_owner: true });
});
