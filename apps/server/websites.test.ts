import type { Website, WebsiteMetrics } from "@millrace/sites/contract";
import { afterAll, expect, test } from "vitest";
import { listenTo } from "./testing/api-helpers.ts";
import { json, openTestHouse } from "./testing/test-house.ts";

const house = await openTestHouse({ site: { posts: 1 } });
afterAll(() => house[Symbol.asyncDispose]());

interface Page {
  items: Website[];
  next_cursor: string | null;
}

interface Problem {
  code: string;
  detail: string;
  field?: string;
  subject?: string;
}

const patch = (body: unknown): RequestInit => ({ ...json(body), method: "PATCH" });
const add = (domain: string, more: object = {}) =>
  house.call<Website>("/websites", json({ domain, workspace: "test", ...more }));

test("a website is added by any address on it, once, and is pending until it is measured", async () => {
  const made = await add("https://www.Boutique-Été.fr/panier?x=1", {
    name: "Été",
    tags: ["france", "france"],
  });
  expect(made).toMatchObject({
    status: 201,
    body: {
      domain: "xn--boutique-t-j7ab.fr",
      name: "Été",
      tags: ["france"],
      status: "pending",
      metrics: {},
      trend: null,
    },
  });
  expect(made.headers.get("location")).toBe(`/api/v1/websites/${made.body.id}`);
  expect((await house.call<Website>(`/websites/${made.body.id}`)).body).toEqual(made.body);
  const again = await house.call<Problem>(
    "/websites",
    json({ domain: "boutique-été.fr", workspace: "test" }),
  );
  expect(again).toMatchObject({ status: 409, body: { code: "website_exists", subject: made.body.id } });
  const elsewhere = await house.call<Website>("/websites", json({ domain: "boutique-été.fr" }));
  expect(elsewhere.status).toBe(201);
});
