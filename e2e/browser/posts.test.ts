import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "@millrace/platform/testing";
import type { Collection, PostSummary, Stats } from "@millrace/posts/contract";
import { openDashboard, type Dashboard } from "./dashboard.ts";
import { postsList } from "./posts-list.ts";

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../features/posts/extraction/fixtures/${name}`, import.meta.url));

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await openDashboard();
  await until(
    "the first collection is under way",
    async () => (await dashboard.read<Stats>("/api/v1/stats")).total >= 130,
    90_000,
  );
}, 120_000);
afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
});

/** Runs a test body on a page of its own and closes it. */
async function onPage(path: string, body: (page: Page) => Promise<void>): Promise<void> {
  const page = await dashboard.open(path);
  await body(page);
  await page.context().close();
}

const choose = async (page: Page, filter: string, value: string) => {
  await page.getByRole("button", { name: filter, exact: true }).click();
  await page.getByRole("menuitemradio", { name: value }).click();
};

const listed = async (query: string) =>
  (await dashboard.read<{ items: PostSummary[] }>(`/api/v1/posts?${query}`)).items;
const fold = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

describe("importing saved files", () => {
  it("shows their posts with the right values, and each value on the saved page", async () => {
    await onPage("/posts", async (page) => {
      await page.getByRole("button", { name: "Import files" }).click();
      const dialog = page.getByRole("dialog", { name: "Import saved pages" });
      await dialog
        .locator("input[type=file]")
        .setInputFiles([fixture("public-post.html"), fixture("voyager-feed-slice.json")]);
      await dialog.getByRole("button", { name: "Import 2 files" }).click();
      await dialog.waitFor({ state: "hidden" });
      await choose(page, "Source", "Imported files");
      await page.waitForURL(/source=linkedin-import/);
      const list = postsList(page);
      for (const author of [
        "Camille Exemple",
        "Alix Exemple",
        "Basile Exemple",
        "Traders Fair & Traders Awards",
      ])
        await list.by(author).waitFor();
      expect(await list.posts.getByText("Demo", { exact: true }).count()).toBe(0);
    });
  });

  it("says what was read, why it was judged so, and shows the value on the saved page", async () => {
    const post = (await listed("q=DiSC&source=linkedin-import"))[0];
    if (post === undefined) throw new Error("The imported post is not found by its text.");
    await onPage("/posts?source=linkedin-import", async (page) => {
      await postsList(page).by("Camille Exemple").getByRole("link", { name: "Camille Exemple" }).click();
      const panel = page.getByRole("complementary", { name: "Post" });
      await panel.getByRole("heading", { name: "Camille Exemple" }).waitFor();
      const values = panel.getByRole("region", { name: "Values and where they come from" });
      const row = (name: string) =>
        values.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
      expect(await row("Text").innerText()).toContain("Looking for a tool that builds relationships");
      expect(await row("Reactions").innerText()).toContain("3");
      expect(await row("Comments").innerText()).toContain("0");
      expect(await row("Reposts").innerText()).toMatch(/unknown · not on the page/);
      expect(await row("Published").innerText()).toContain("22 May 2026, 17:15");
      const why = panel.getByRole("region", { name: "Why it was rejected" });
      expect(await why.innerText()).toMatch(/Score\s+0\.\d\d[\s\S]*legal-fr/);

      await values.getByRole("button", { name: "View Text on the saved page" }).click();
      const viewer = page.getByRole("dialog", { name: "Text on the saved page" });
      const frame = viewer.locator("iframe");
      await frame.waitFor();
      expect(await frame.getAttribute("sandbox")).toBe("");
      const saved = await page.request.get((await frame.getAttribute("src")) ?? "");
      expect(saved.headers()["content-security-policy"]).toContain("sandbox");
      expect(await saved.text()).toMatch(
        /<mark id="evidence"[^>]*>[\s\S]{0,20}Looking for a tool that builds relationships/,
      );
      await page.keyboard.press("Escape");
      await viewer.waitFor({ state: "hidden" });
    });
  });
});

describe("finding posts", () => {
  it("finds without accents and by the beginning of a word, and keeps the search through a reload", async () => {
    await onPage("/posts", async (page) => {
      const list = postsList(page);
      await list.untilFilled();
      await page.getByRole("searchbox", { name: "Search posts" }).fill("reglem");
      await page.waitForURL(/q=reglem/);
      const found = await listed("q=reglem&limit=5");
      expect(found.length).toBeGreaterThan(0);
      // A repost may be found by the words of what it shares.
      for (const post of found.filter((one) => one.text !== null && !one.is_repost))
        expect(fold(`${post.author.name} ${post.text}`)).toContain("reglem");
      await list.feed.locator(`#post-${found[0]?.id}`).waitFor();
      await page.reload();
      await list.feed.locator(`#post-${found[0]?.id}`).waitFor();
      expect(await page.getByRole("searchbox", { name: "Search posts" }).inputValue()).toBe("reglem");
    });
  });

  it("keeps filters in the address, through a reload, and clears them at once", async () => {
    await onPage("/posts", async (page) => {
      const list = postsList(page);
      await list.untilFilled();
      await choose(page, "Verdict", "Kept");
      await choose(page, "Language", "French");
      await page.waitForURL(/verdict=kept.*language=fr|language=fr.*verdict=kept/);
      await page.reload();
      await list.untilFilled();
      const verdicts = await list.posts.getByText(/^Rejected:/).count();
      expect(verdicts).toBe(0);
      await page.getByRole("button", { name: "Clear all" }).click();
      await page.waitForURL((url) => url.search === "");
      await list.posts
        .getByText(/^Rejected:/)
        .first()
        .waitFor({ state: "attached" });
    });
  });

  it("reads further pages as the reader scrolls", async () => {
    await onPage("/posts", async (page) => {
      const list = postsList(page);
      await list.untilFilled();
      expect(await list.scrollUntil((place) => place > 110)).toBeGreaterThan(110);
    });
  });
});

describe("acting on posts", () => {
  it("marks a favourite and finds it among the favourites", async () => {
    await onPage("/posts?source=linkedin-import", async (page) => {
      const post = postsList(page).by("Alix Exemple");
      await post.hover();
      const star = post.getByRole("button", { name: "Favourite" });
      await star.click();
      await until("the star is on", async () => (await star.getAttribute("aria-pressed")) === "true");
      await page.getByRole("link", { name: "Favourites" }).click();
      await postsList(page, "Favourites").by("Alix Exemple").waitFor();
    });
  });

  it("moves a post to the trash and takes it back with Undo", async () => {
    await onPage("/posts?source=linkedin-import", async (page) => {
      const post = postsList(page).by("Basile Exemple");
      await post.hover();
      await post.getByRole("button", { name: "Move to trash" }).click();
      await page.getByText("Moved to trash").waitFor();
      await post.waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Undo" }).click();
      await post.waitFor();
      expect((await listed("trashed=true")).map((one) => one.author.name)).not.toContain("Basile Exemple");
    });
  });

  it("deletes a post for good only from the trash, after asking", async () => {
    const name = "Traders Fair & Traders Awards";
    await onPage("/posts?source=linkedin-import", async (page) => {
      const post = postsList(page).by(name);
      await post.hover();
      await post.getByRole("button", { name: "Move to trash" }).click();
      await page.getByText("Moved to trash").waitFor();
      await page.getByRole("link", { name: "Trash" }).click();
      await postsList(page, "Trash").by(name).getByRole("link", { name }).click();
      const panel = page.getByRole("complementary", { name: "Post" });
      await panel.getByRole("button", { name: "Delete for good" }).click();
      await page
        .getByRole("dialog", { name: "Delete this post for good?" })
        .getByRole("button", { name: "Delete for good" })
        .click();
      await page.getByText("The trash is empty").waitFor();
      expect(await listed("q=TradersFair")).toEqual([]);
    });
  });

  it("exports what the list shows", async () => {
    await onPage("/posts?source=linkedin-import", async (page) => {
      await postsList(page).untilFilled();
      const download = async (format: RegExp) => {
        await page.getByRole("button", { name: "Export this list" }).click();
        const [file] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("menuitem", { name: format }).click(),
        ]);
        return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
      };
      const csv = await download(/CSV/);
      const lines = csv.bytes
        .toString("utf8")
        .replace(/^\uFEFF/, "")
        .split("\r\n");
      expect(csv.name).toMatch(/\.csv$/);
      expect(lines[0]).toMatch(/^id,.*\burn\b.*\bverdict\b/);
      expect(lines.filter((line) => line.includes("linkedin-import"))).toHaveLength(3);
      const xlsx = await download(/Excel/);
      expect(xlsx.name).toMatch(/\.xlsx$/);
      expect(xlsx.bytes.subarray(0, 2).toString()).toBe("PK");
      expect(xlsx.bytes.length).toBeGreaterThan(2000);
    });
  });
});

describe("the other pages", () => {
  it("show statistics, collections, sources, runs and a run's steps", async () => {
    await onPage("/stats", async (page) => {
      await page.getByRole("heading", { name: "Statistics", level: 1 }).waitFor();
      await page.getByRole("img", { name: /Bar chart of kept and rejected posts per day/ }).waitFor();
      await page.getByRole("button", { name: "Show as table" }).click();
      await page.getByRole("region", { name: "Posts per day" }).getByRole("row").nth(1).waitFor();
      await page.getByRole("link", { name: "Collections" }).click();
      await page.getByRole("main").getByRole("link", { name: "Imported files", exact: true }).waitFor();
      await page.getByRole("link", { name: "Sources" }).click();
      await page.getByRole("heading", { name: "Demo LinkedIn" }).waitFor();
      await page.getByRole("meter", { name: "Request budget of Demo LinkedIn" }).waitFor();
      await page.getByRole("link", { name: "Runs" }).click();
      const { items } = await dashboard.read<{ items: Collection[] }>("/api/v1/collections?limit=50");
      const imported = items.find(({ source }) => source === "linkedin-import");
      await page
        .locator(`main a[href*="/operate/runs/"][href*="${encodeURIComponent(imported?.id ?? "none")}"]`)
        .first()
        .click();
      await page.getByRole("heading", { name: /\d+ steps/ }).waitFor();
      await page.getByText("Open the collection", { exact: true }).waitFor();
      await page.getByRole("region", { name: "Input" }).getByText("linkedin-import").waitFor();
    });
  });

  it("cause no console error, no refused content and no failed request", () => {
    expect(dashboard.problems).toEqual([]);
  });
});
