import { systemClock } from "@millrace/platform/clock";
import { until } from "@millrace/platform/testing";
import type { Session, Snapshot, Website, WebsitesSummary } from "@millrace/sites/contract";
import { startMyToolsPlanSimulator } from "@millrace/sites/simulators";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDashboard, type Dashboard, type PageOptions } from "./dashboard.ts";
import { areScreenshotsKept, keepScreenshot } from "./screenshots.ts";

const opened = new AsyncDisposableStack();
const dayMs = 86_400_000;
let dashboard: Dashboard;
let page: Page;

const rows = (text: Page) =>
  text.getByRole("table", { name: "Websites" }).locator("tbody tr:not([aria-hidden])");
const summary = (workspace: string) =>
  dashboard.read<WebsitesSummary>(`/api/v1/websites/summary?workspace=${workspace}`);
const listed = async (query: string) =>
  (await dashboard.read<{ items: Website[] }>(`/api/v1/websites?${query}`)).items;

const told = [
  "organic_traffic",
  "paid_search_traffic",
  "visits",
  "bounce_rate",
  "avg_visit_duration",
] as const;

/** Figures of an earlier day from a file, a little below those measured since. */
async function bringFigures(websites: readonly Website[], weeksAgo: number): Promise<void> {
  const day = new Date(systemClock.now() - weeksAgo * 7 * dayMs).toISOString().slice(0, 10);
  const line = ({ domain, metrics }: Website, index: number) =>
    told
      .map((metric) => {
        const now = metrics[metric]?.value ?? 0;
        const then = now * (1 - 0.03 * weeksAgo + 0.04 * Math.sin(weeksAgo + index));
        return metric === "bounce_rate" ? then.toFixed(4) : String(Math.round(then));
      })
      .reduce((cells, cell) => `${cells},${cell}`, `${domain},${day}`);
  const body = new FormData();
  const text = [`domain,date,${told.join(",")}`, ...websites.map(line)].join("\n");
  body.append("file", new Blob([text], { type: "text/csv" }), `figures-${day}.csv`);
  const answer = await fetch(`${dashboard.url}/api/v1/scraping/figures`, {
    method: "POST",
    headers: { origin: dashboard.url },
    body,
  });
  if (!answer.ok) throw new Error(await answer.text());
  await ended(((await answer.json()) as { session: Session }).session.id);
}

async function ended(sessionId: string): Promise<void> {
  await until(
    "the session has ended",
    async () => {
      const address = `/api/v1/scraping/sessions/${encodeURIComponent(sessionId)}/status`;
      const { status, message } = await dashboard.read<Session>(address);
      if (status === "failed" || status === "paused") throw new Error(message ?? status);
      return status === "succeeded";
    },
    60_000,
  );
}

beforeAll(async () => {
  const portal = opened.use(
    await startMyToolsPlanSimulator({
      clock: systemClock,
      settings: { apiMs: 0, pageMs: 0, loginMs: 0 },
      seed: "websites",
    }),
  );
  dashboard = opened.use(await openDashboard({ environment: { MILLRACE_DEMO_PORTAL_URL: portal.url } }));
  page = await dashboard.open();
}, 120_000);
afterAll(() => opened.disposeAsync());

/** The same page as somebody else sees it: dark and French, or on a phone, where nothing may stand out. */
async function keepLooks(path: string, name: string): Promise<void> {
  await keepScreenshot(page, name);
  const looks: readonly (readonly [string, PageOptions])[] = [
    ["phone", { width: 390, height: 844 }],
    ["fr-dark", { theme: "dark", language: "fr" }],
  ];
  for (const [suffix, options] of looks.slice(0, areScreenshotsKept ? 2 : 1)) {
    const other = await dashboard.open(path, options);
    await other.locator("[data-page-heading]").waitFor({ state: "attached" });
    await until("nothing is loading", async () => (await other.locator(".animate-shimmer").count()) === 0);
    // The heading's page scrolls by itself: the document alone would not tell.
    const wide =
      "[document.documentElement, ...document.querySelectorAll('main > *')].map((one) => one.scrollWidth - one.clientWidth)";
    expect(Math.max(...(await other.evaluate<number[]>(wide)))).toBeLessThanOrEqual(0);
    await keepScreenshot(other, `${name}-${suffix}`);
    await other.context().close();
  }
}

describe("the table of websites", () => {
  it("fills by itself as the demo's websites are measured, with their counts", async () => {
    await page.goto("/sites");
    await rows(page).first().waitFor();
    const { total } = await summary("production");
    expect(total).toBeGreaterThan(50);
    await page.getByRole("button", { name: /^[1-9]\d* ?Completed$/u }).waitFor({ timeout: 40_000 });
    const { items } = await dashboard.read<{ items: Session[] }>("/api/v1/scraping/sessions");
    if (items[0] !== undefined) await ended(items[0].id);
    const websites = await listed("sort=visits&direction=desc&limit=100");
    for (const weeksAgo of areScreenshotsKept ? [6, 5, 4, 3, 2, 1] : [1])
      await bringFigures(websites, weeksAgo);
    await page.getByRole("button", { name: "0 Pending" }).waitFor();
    await page
      .getByRole("img", { name: /^Organic traffic since/u })
      .first()
      .waitFor();
  }, 120_000);

  it("is sorted by a metric, filtered by status, tag and text, and remembered by the address", async () => {
    await page.getByRole("button", { name: "Visits" }).click();
    await page.waitForURL(/sort=visits.*direction=desc|direction=desc.*sort=visits/u);
    const [most] = await listed("sort=visits&direction=desc&limit=1");
    await rows(page)
      .first()
      .getByRole("link", { name: most?.domain ?? "" })
      .waitFor();
    expect(await page.getByRole("columnheader", { name: "Visits" }).getAttribute("aria-sort")).toBe(
      "descending",
    );
    await keepLooks(new URL(page.url()).pathname + new URL(page.url()).search, "sites");

    await page
      .getByRole("button", { name: /Partial$/u })
      .first()
      .click();
    await page.waitForURL(/status=partial/u);
    const { by_status: counts } = await summary("production");
    await until("only those are shown", async () => (await rows(page).count()) === counts.partial);
    await page.reload();
    await rows(page).first().waitFor();
    await rows(page).first().getByRole("button", { name: "Partial" }).hover();
    await page.getByText("Some metrics have no value.").waitFor();
    await page.getByRole("button", { name: "Clear Status" }).click();

    await page.getByRole("searchbox", { name: "Search websites" }).fill((most?.domain ?? "").slice(0, 7));
    await page.waitForURL(/q=/u);
    await until("it is found", async () => (await rows(page).count()) < 5);
    await page.goto("/sites");
  }, 60_000);

  it("is walked through, ticked and opened by keys", async () => {
    await rows(page).first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByText("1 selected").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("1 selected").waitFor({ state: "hidden" });
    const [, second] = await listed("limit=2");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: second?.domain ?? "", level: 1 }).waitFor();
  });

  it("is exported as it is shown", async () => {
    await page.goto("/sites?status=completed");
    await page.getByRole("button", { name: "Export this list" }).click();
    const shape = page.getByRole("group", { name: "One line per website" });
    const href = await shape.getByRole("menuitem", { name: /CSV/u }).getAttribute("href");
    const text = await (await page.request.get(href ?? "")).text();
    const { by_status: counts } = await summary("production");
    expect(text.trimEnd().split("\n")).toHaveLength(counts.completed + 1);
    await page.keyboard.press("Escape");
  });
});

describe("one website and several", () => {
  it("shows each value with where it comes from, the saved answer, and how it developed", async () => {
    const [largest] = await listed("sort=organic_traffic&direction=desc&limit=1&status=completed");
    await page.goto(`/sites/${largest?.id}`);
    const card = page.getByRole("article", { name: "Organic traffic" });
    await card.getByText(/^API · organic-summary · mirror sam/u).waitFor();
    await page.locator(".recharts-line-curve").first().waitFor();
    await keepLooks(`/sites/${largest?.id}`, "sites-detail");
    await page.getByRole("button", { name: "Show as table" }).click();
    await until("every measurement is there", async () => {
      const table = page.getByRole("region", { name: "History" });
      return (await table.getByRole("row").count()) >= 3;
    });
    await page
      .getByRole("article", { name: "Conversion rate" })
      .getByRole("button", { name: /^Evidence/u })
      .click();
    const dialog = page.getByRole("dialog", { name: `Conversion rate of ${largest?.domain}` });
    const frame = dialog.locator("iframe");
    await frame.waitFor();
    expect(await frame.getAttribute("sandbox")).toBe("");
    const saved = await page.request.get((await frame.getAttribute("src")) ?? "");
    expect(saved.status()).toBe(200);
    expect(await saved.text()).toContain('id="evidence"');
    await keepScreenshot(page, "sites-evidence");
    await page.keyboard.press("Escape");
  }, 60_000);

  it("are put side by side, the best value marked, and the address keeps the choice", async () => {
    const websites = await listed("sort=visits&direction=desc&limit=3");
    const [first = "", , third = ""] = websites.map(({ domain }) => domain);
    await page.goto(
      `/sites/compare?ids=${websites
        .slice(0, 2)
        .map(({ id }) => id)
        .join(",")}`,
    );
    await page.getByRole("button", { name: "Add a website" }).click();
    await page.getByRole("textbox", { name: "Search websites" }).fill(third);
    await page.getByRole("button", { name: third, exact: true }).click();
    await page.getByRole("columnheader", { name: third }).waitFor();
    await page.getByRole("combobox", { name: "Metric" }).selectOption({ label: "Visits" });
    await page.waitForURL(/metric=visits/u);
    const visits = page.getByRole("row", { name: /^Visits/u });
    await visits.getByRole("cell").first().getByRole("img", { name: "Best" }).waitFor();
    await keepLooks(new URL(page.url()).pathname + new URL(page.url()).search, "sites-compare");
    await page.getByRole("button", { name: `Remove ${first} from the comparison` }).click();
    await page.getByRole("columnheader", { name: first }).waitFor({ state: "detached" });
  }, 60_000);
});

describe("changing many", () => {
  it("accounts for every row of a pasted list, the broken ones with line and reason", async () => {
    await page.goto("/sites?workspace=test");
    await page.getByText("No websites in the test workspace").waitFor();
    await page.getByRole("button", { name: "Import" }).last().click();
    const dialog = page.getByRole("dialog", { name: "Import websites" });
    const good = Array.from({ length: 30 }, (_, index) => `atelier-${index + 1}.fr`);
    await dialog
      .getByLabel("Or paste a list")
      .fill([...good, "https://www.atelier-1.fr/panier", "nonsense", "http://", "10.0.0.1"].join("\n"));
    await dialog.getByLabel("Tags for all of them").fill("ateliers, france");
    await dialog.getByRole("button", { name: "Import" }).click();
    await dialog.getByRole("button", { name: "30 Added" }).waitFor();
    await dialog.getByText("Done", { exact: true }).waitFor();
    const refused = dialog.getByRole("region", { name: "Rows of the import" });
    await refused.getByRole("row", { name: /^32 nonsense refused/u }).waitFor();
    await dialog.getByRole("button", { name: "1 Repeated" }).waitFor();
    const report = await dialog.getByRole("link", { name: "Download the report" }).getAttribute("href");
    expect((await page.request.get(report ?? "")).status()).toBe(200);
    // The list behind has filled, and the dialog that began on the empty one is still there.
    await until("they are listed", async () => (await page.locator("tbody tr[aria-rowindex]").count()) >= 15);
    await keepScreenshot(page, "sites-import");
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await page.goto("/sites/imports?workspace=test");
    await page.getByRole("link", { name: "pasted text" }).click();
    await page.getByRole("row", { name: /nonsense/u }).waitFor();
  }, 60_000);

  it("shows what a bulk change will do, does it, and undoes it", async () => {
    await page.goto("/sites?workspace=test");
    await rows(page).first().waitFor();
    await page.getByRole("checkbox", { name: "Select all websites shown" }).check();
    const bar = page.getByRole("toolbar", { name: "Selected websites" });
    await bar.getByText("30 selected").waitFor();
    await bar.getByRole("button", { name: "Add tags" }).click();
    const tagging = page.getByRole("dialog", { name: "Add tags to the selected websites" });
    await tagging.getByLabel("Tags").fill("spring");
    await tagging.getByText("30 of 30 selected will change.").waitFor();
    await keepScreenshot(page, "sites-bulk");
    await tagging.getByRole("button", { name: "Add tags: 30 websites" }).click();
    await page.getByText("30 websites tagged").waitFor();
    expect(await listed("workspace=test&tag=spring&limit=50")).toHaveLength(30);
    await page.keyboard.press("u");
    await page.getByText("Undone: the websites are as they were before").waitFor();
    expect(await listed("workspace=test&tag=spring")).toEqual([]);

    await rows(page).first().getByRole("checkbox").check();
    await bar.getByRole("button", { name: "Delete" }).click();
    await page
      .getByRole("dialog", { name: "Delete the selected websites?" })
      .getByRole("button", { name: "Delete: 1 website" })
      .click();
    await page.getByText("1 website deleted").waitFor();
    expect((await summary("test")).total).toBe(29);
  }, 60_000);

  it("goes back to a snapshot after showing what that means", async () => {
    const { items } = await dashboard.read<{ items: Snapshot[] }>(
      "/api/v1/scraping/snapshots?workspace=test",
    );
    await page.goto("/sites/snapshots?workspace=test");
    await page
      .getByRole("button", { name: `Restore: ${items[0]?.reason}` })
      .first()
      .click();
    const dialog = page.getByRole("dialog", { name: "Go back to this snapshot?" });
    await dialog.getByText("1 to come back, 0 to change, 0 to leave.").waitFor();
    await dialog.getByRole("button", { name: "Restore" }).click();
    await page.getByText("Restored", { exact: true }).waitFor();
    expect((await summary("test")).total).toBe(30);
  }, 60_000);

  it("causes no console error, no refused content and no failed request", () => {
    expect(dashboard.problems).toEqual([]);
  });
});
