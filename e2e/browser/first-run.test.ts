import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "@millrace/platform/testing";
import type { Collection, PostSummary, Stats } from "@millrace/posts/contract";
import { openDashboard, type Dashboard } from "./dashboard.ts";
import { postsList } from "./posts-list.ts";

/** A collection waits for its site's pauses, and on a busy machine for its turn. */
const patienceMs = 90_000;

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await openDashboard();
}, 120_000);
afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
});

const total = async () => (await dashboard.read<Stats>("/api/v1/stats")).total;
const collectTen = () =>
  fetch(`${dashboard.url}/api/v1/collections`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: dashboard.url },
    body: JSON.stringify({ max_posts: 10 }),
  });
const idsNow = async () => {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: { id: string }[]; next_cursor: string | null } = await dashboard.read(
      `/api/v1/posts?limit=100${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    ids.push(...page.items.map((post) => post.id));
    cursor = page.next_cursor;
  } while (cursor !== null);
  return ids;
};

describe("the first run on a fresh folder", () => {
  it("fills the page with demo posts, live, and says that they are a demo", async () => {
    const page = await dashboard.open("/");
    // Gone if the page were loaded again.
    await page.evaluate("window.isFirstLoad = true");
    const list = postsList(page);
    await list.untilFilled();
    await page.getByTestId("demo-banner").getByText("Demo data").waitFor();
    const before = await list.posts.count();
    expect(await list.posts.getByText("Demo", { exact: true }).count()).toBe(before);
    // More than the first screen and the first page of the source: they came by the stream.
    await page
      .getByRole("status")
      .filter({ hasText: /\d+ posts arrived/ })
      .waitFor({ state: "attached" });
    await until("the whole first collection is there", async () => (await total()) >= 150, patienceMs);
    await list.scrollUntil((place) => place > 60);
    expect(await page.evaluate("window.isFirstLoad")).toBe(true);
    await page.context().close();
  }, 120_000);

  it("collects everything the demo site lists without stopping at a wall", async () => {
    const finished = await until("the first collection has ended", async () => {
      const { items } = await dashboard.read<{
        items: { status: string; wall: string | null; problems: string[] }[];
      }>("/api/v1/collections");
      return items.find((one) => one.status !== "running" && one.status !== "queued");
    });
    expect(finished).toMatchObject({ status: "succeeded", wall: null });
  }, 120_000);
});

describe("after a kill -9 of the product", () => {
  it("the open page reconnects by itself, nothing is lost, and new posts appear", async () => {
    const page = await dashboard.open("/posts");
    const list = postsList(page);
    await list.untilFilled();
    await page.getByRole("status").getByText("Live", { exact: true }).waitFor();
    const before = await idsNow();
    const seenProblems = dashboard.problems.length;

    process.kill(dashboard.product.pid ?? 0, "SIGKILL");
    await page.getByRole("status").getByText("Reconnecting…").waitFor();
    await dashboard.product.restart();
    await dashboard.product.untilHealthy();
    await page.getByRole("status").getByText("Live", { exact: true }).waitFor();

    const after = new Set(await idsNow());
    expect(before.filter((id) => !after.has(id))).toEqual([]);
    await page.getByRole("button", { name: "Collect", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Collect posts" });
    await dialog.getByLabel("Stop after this many posts").fill("20");
    await dialog.getByRole("button", { name: "Start" }).click();
    // The demo site posts something new every few seconds: it is collected again until it has.
    const fresh = await until(
      "new posts are saved after the restart",
      async () => {
        const { items } = await dashboard.read<{ items: Collection[] }>("/api/v1/collections?limit=3");
        if (items.every((one) => one.status === "succeeded")) await collectTen();
        const newest = await dashboard.read<{ items: PostSummary[] }>("/api/v1/posts?limit=1");
        return newest.items.map((post) => post.id).find((id) => !before.includes(id));
      },
      patienceMs,
    );
    await page
      .getByRole("feed")
      .locator(`#post-${fresh}`)
      .or(page.getByRole("button", { name: /new posts?/ }))
      .first()
      .waitFor();
    // While the server was away the page could not help but fail to reach it.
    expect(
      dashboard.problems
        .slice(seenProblems)
        .filter(
          (problem) =>
            !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/.test(
              problem,
            ),
        ),
    ).toEqual([]);
    await page.context().close();
  }, 120_000);
});
