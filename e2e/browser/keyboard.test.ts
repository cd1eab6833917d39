import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "@millrace/platform/testing";
import type { PostDetail, PostSummary } from "@millrace/posts/contract";
import { openDashboard, type Dashboard } from "./dashboard.ts";
import { postsList } from "./posts-list.ts";

const fixture = new URL("../../features/posts/extraction/fixtures/voyager-feed-slice.json", import.meta.url);

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await openDashboard();
  const files = new FormData();
  files.append("files", new File([await readFile(fixture)], "voyager-feed-slice.json"));
  await fetch(`${dashboard.url}/api/v1/imports`, {
    method: "POST",
    body: files,
    headers: { origin: dashboard.url },
  });
  await until("the imported posts are there", async () => (await imported()).length === 3);
}, 120_000);
afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
});

/** Posts that stay where they are while demo posts arrive. */
const imported = async () =>
  (await dashboard.read<{ items: PostSummary[] }>("/api/v1/posts?source=linkedin-import")).items;

/** What has the focus, and whether a person can see that it has. */
const focus = (page: Page) =>
  page.evaluate<{ id: string; tag: string; isVisible: boolean }>(`(() => {
    const element = document.activeElement;
    const outlines = [getComputedStyle(element), getComputedStyle(element, "::after")];
    const isVisible = outlines.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
    return { id: element.id, tag: element.tagName, isVisible };
  })()`);

const focusOn = (page: Page, id: string) =>
  until(`the focus is on ${id}`, async () => (await focus(page)).id === id);
const stateOf = (id: string) => dashboard.read<PostDetail>(`/api/v1/posts/${id}`);

it("everything about posts can be done without a mouse, with the focus always visible", async () => {
  const page = await dashboard.open("/posts");
  const keys = page.keyboard;
  const list = postsList(page);
  await list.untilFilled();

  await keys.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to content");
  expect((await focus(page)).isVisible).toBe(true);

  await keys.press("/");
  await keys.type("juriste");
  await page.waitForURL(/q=juriste/);
  await list.feed.locator("mark").first().waitFor();
  await keys.press("Escape");
  await page.waitForURL((url) => url.search === "");
  await keys.press("Escape");
  expect((await focus(page)).tag).not.toBe("INPUT");

  const [first = "", second = ""] = (await imported()).map((post) => post.id);
  await page.goto("/posts?source=linkedin-import");
  await list.feed.locator(`#post-${second}`).waitFor();

  await keys.press("j");
  await focusOn(page, `post-${first}`);
  expect((await focus(page)).isVisible).toBe(true);
  await keys.press("j");
  await focusOn(page, `post-${second}`);
  await keys.press("k");
  await focusOn(page, `post-${first}`);

  await keys.press("Enter");
  await page
    .getByRole("complementary", { name: "Post" })
    .getByRole("region", { name: /^Why it was/ })
    .waitFor();
  expect(new URL(page.url()).pathname).toBe(`/posts/${first}`);
  await until("the focus is on the post's heading", async () => (await focus(page)).tag === "H2");

  await keys.press("f");
  await until("it is a favourite", async () => (await stateOf(first)).favourite);
  await keys.press("#");
  await until("it is in the trash", async () => (await stateOf(first)).trashed);
  await page.getByText("Moved to trash").waitFor();
  await page.waitForURL(new RegExp(`/posts/${second}`));
  await keys.press("u");
  await until("it is back", async () => !(await stateOf(first)).trashed);
  await list.feed.locator(`#post-${first}`).waitFor();

  await keys.press("Escape");
  await page.getByRole("complementary", { name: "Post" }).waitFor({ state: "detached" });
  await focusOn(page, `post-${second}`);

  await keys.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search and commands" });
  await palette.waitFor();
  await until("the palette has the focus", async () => (await focus(page)).tag === "INPUT");
  await keys.type("Statis");
  await keys.press("Enter");
  await page.getByRole("heading", { name: "Statistics", level: 1 }).waitFor();
  await keys.press("g");
  await keys.press("p");
  await list.untilFilled();
  await keys.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await keys.press("Escape");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor({ state: "detached" });
  expect(dashboard.problems).toEqual([]);
}, 60_000);
