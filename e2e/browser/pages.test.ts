import type { Sync } from "@millrace/connect/contract";
import type { PostSummary } from "@millrace/posts/contract";
import type { Website } from "@millrace/sites/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "@millrace/platform/testing";
import { openDashboard, type Dashboard } from "./dashboard.ts";
import { troublesOf } from "./looks.ts";
import { keepScreenshot } from "./screenshots.ts";

let dashboard: Dashboard;
let paths: string[];

beforeAll(async () => {
  dashboard = await openDashboard();
  await until(
    "the first collection has ended",
    async () => {
      const { items } = await dashboard.read<{ items: { status: string }[] }>("/api/v1/collections");
      return items.some((one) => one.status === "succeeded");
    },
    60_000,
  );
  const [post] = (
    await dashboard.read<{ items: PostSummary[] }>("/api/v1/posts?verdict=kept&sort=published&limit=1")
  ).items;
  const [run] = (await dashboard.read<{ items: { run_id: string }[] }>("/api/v1/runs")).items;
  const trashed = (await dashboard.read<{ items: PostSummary[] }>("/api/v1/posts?verdict=rejected&limit=1"))
    .items[0];
  await fetch(`${dashboard.url}/api/v1/posts/${trashed?.id}/trash`, {
    method: "PUT",
    headers: { origin: dashboard.url },
  });
  await fetch(`${dashboard.url}/api/v1/posts/${post?.id}/favourite`, {
    method: "PUT",
    headers: { origin: dashboard.url },
  });
  const websites = (await dashboard.read<{ items: Website[] }>("/api/v1/websites?limit=3")).items;
  const sync = await until(
    "the demo's first sync has left its certificate",
    async () => {
      const { items } = await dashboard.read<{ items: Sync[] }>("/api/v1/syncs");
      return items.find(({ is_green: isGreen }) => isGreen !== null) ?? null;
    },
    60_000,
  );
  paths = [
    "/posts",
    `/posts/${post?.id}`,
    "/favourites",
    `/favourites/${post?.id}`,
    "/trash",
    `/trash/${trashed?.id}`,
    "/collections",
    "/sources",
    "/stats",
    "/operate/runs",
    `/operate/runs/${encodeURIComponent(run?.run_id ?? "")}`,
    "/sites",
    `/sites/${websites[0]?.id}`,
    `/sites/compare?ids=${websites.map(({ id }) => id).join(",")}`,
    "/sites/imports",
    "/sites/snapshots",
    "/sites/sessions",
    "/sites/providers",
    "/sites/alerts",
    "/connect",
    "/connect/new",
    `/connect/${sync.connection_id}`,
    `/connect/${sync.connection_id}/edit`,
    `/connect/${sync.connection_id}/edit?step=streams`,
    `/connect/${sync.connection_id}/edit?step=options`,
    `/connect/${sync.connection_id}/edit?step=review`,
    `/connect/syncs/${sync.id}`,
    `/connect/syncs/${sync.id}?tab=certificate`,
    `/connect/syncs/${sync.id}?tab=dead-letters`,
    `/connect/syncs/${sync.id}?tab=pages`,
    "/connect/trace",
    `/connect/trace?row=${encodeURIComponent(`${sync.id}:1:1`)}`,
    "/studio",
    "/store",
    "/no-such-page",
  ];
}, 120_000);
afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
});

describe("every page", () => {
  // Contrast depends on the theme and names on the language: two passes see each of the four.
  it.each([
    ["light", "en", "desktop"],
    ["dark", "fr", "phone"],
  ] as const)(
    "has no serious accessibility violation and fits a phone without scrolling sideways (%s, %s, loaded on a %s)",
    async (theme, language, first) => {
      const page = await dashboard.open("/posts", { theme, language });
      const found: string[] = [];
      for (const path of paths) {
        found.push(...(await troublesOf(page, path, { first })));
        expect(
          await page.evaluate("[document.documentElement.lang, document.documentElement.dataset.theme]"),
        ).toEqual([language, theme]);
      }
      expect(found).toEqual([]);
      await page.context().close();
    },
    180_000,
  );

  it("causes no console error, no refused content and no failed request", async () => {
    const page = await dashboard.open("/");
    const icon = await fetch(
      new URL((await page.locator("link[rel=icon]").getAttribute("href")) ?? "", dashboard.url),
    );
    expect([icon.status, icon.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
    expect(dashboard.problems).toEqual([]);
  });
});

describe("the screenshots of the documentation", () => {
  it.each([
    ["posts", "/posts?sort=published", {}],
    ["posts-dark-fr", "/posts?sort=published", { theme: "dark", language: "fr" }],
    ["phone", "/posts?sort=published", { width: 390, height: 844 }],
  ] as const)("can be taken: %s", async (name, path, options) => {
    const page = await dashboard.open(path, options);
    await page.getByTestId("demo-banner").waitFor();
    await page.getByRole("article").first().waitFor();
    await keepScreenshot(page, name);
    await page.context().close();
  });

  it("can be taken: statistics and a run", async () => {
    const page = await dashboard.open("/stats");
    await page.getByTestId("demo-banner").waitFor();
    await page.locator(".recharts-bar-rectangle path").first().waitFor();
    await keepScreenshot(page, "stats");
    await page.getByRole("link", { name: "Runs" }).click();
    await page
      .getByRole("link", { name: /^Collect posts/ })
      .first()
      .click();
    await page.getByRole("heading", { name: /\d+ steps/ }).waitFor();
    await keepScreenshot(page, "runs");
    await page.context().close();
  });

  it("can be taken: a post and its evidence", async () => {
    const page = await dashboard.open(`${paths[1]}?sort=published`);
    await page.getByTestId("demo-banner").waitFor();
    const view = page.getByRole("button", { name: "View Text on the saved page" });
    await view.waitFor();
    await keepScreenshot(page, "post");
    await view.click();
    await page.getByRole("dialog", { name: "Text on the saved page" }).locator("iframe").waitFor();
    await until("the saved page is drawn", async () => {
      const frame = page.frames().find((one) => one.url().includes("/evidence/"));
      await frame?.waitForLoadState("load");
      return frame !== undefined;
    });
    await keepScreenshot(page, "evidence");
    await page.context().close();
  });
});
