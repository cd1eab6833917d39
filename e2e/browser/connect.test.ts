import type { Connection, Sync } from "@millrace/connect/contract";
import { until } from "@millrace/platform/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDashboard, type Dashboard, type PageOptions } from "./dashboard.ts";
import { seriousViolations } from "./looks.ts";
import { areScreenshotsKept, keepScreenshot } from "./screenshots.ts";
import { openShopApi, type ShopApi } from "./shop-api.ts";

const opened = new AsyncDisposableStack();
let dashboard: Dashboard;
let shop: ShopApi;
let page: Page;

beforeAll(async () => {
  shop = opened.use(await openShopApi({ customers: 5600 }));
  dashboard = opened.use(await openDashboard());
  page = await dashboard.open();
}, 120_000);
afterAll(() => opened.disposeAsync());

async function expectAccessible(shown: Page): Promise<void> {
  expect(await seriousViolations(shown)).toEqual([]);
}

/** The same page as somebody else sees it: on a phone, where nothing may stand out, or dark and in French. */
async function keepLooks(name: string): Promise<void> {
  await keepScreenshot(page, name);
  const { pathname, search } = new URL(page.url());
  const looks: readonly (readonly [string, PageOptions])[] = [
    ["phone", { width: 390, height: 844 }],
    ["fr-dark", { theme: "dark", language: "fr" }],
  ];
  for (const [suffix, options] of looks.slice(0, areScreenshotsKept ? 2 : 1)) {
    const other = await dashboard.open(pathname + search, options);
    await other.locator("[data-page-heading]").waitFor({ state: "attached" });
    // A bar without a known end shimmers as well.
    const loading = other.locator(".animate-shimmer:not([role=progressbar] *)");
    await until("nothing is loading", async () => (await loading.count()) === 0);
    const wide =
      "[document.documentElement, ...document.querySelectorAll('main > *')].map((one) => one.scrollWidth - one.clientWidth)";
    expect(Math.max(...(await other.evaluate<number[]>(wide)))).toBeLessThanOrEqual(0);
    await keepScreenshot(other, `${name}-${suffix}`);
    await other.context().close();
  }
}

const connections = async () => (await dashboard.read<{ items: Connection[] }>("/api/v1/connections")).items;
const newestSync = async (kind: Sync["kind"]) => {
  const { items } = await dashboard.read<{ items: Sync[] }>(`/api/v1/syncs?kind=${kind}`);
  const [newest] = items;
  if (newest === undefined) throw new Error(`There is no ${kind}.`);
  return newest;
};
const tab = (name: RegExp) => page.getByRole("tab", { name });

describe("the demo's connection", () => {
  it("stands in the list with what it promises, and its sync is watched to a certificate that holds", async () => {
    await until("its first sync has ended", async () => {
      const [demo] = await connections();
      return demo !== undefined && demo.running_sync_id === null && demo.last_sync !== null;
    });
    await page.goto("/connect");
    const row = page.getByRole("row", { name: /\(demo\)/u });
    await row.getByText("Exactly once").waitFor();
    await row.getByText("Green").waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Run the demo" }).click();

    await page.waitForURL(/\/connect\/syncs\//u);
    await page.getByRole("meter", { name: "Share of the permitted rate in use" }).waitFor();
    await page.getByText(/requests?, at most \d+ in a second; 5 per second are permitted/u).waitFor();
    await page.getByText("0 answers with 429").waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "See the certificate" }).click({ timeout: 60_000 });

    await page.getByRole("heading", { name: "Green: everything adds up" }).waitFor();
    const equations = page.getByRole("region", { name: "Equations: customers" }).locator("tbody tr");
    expect(await equations.count()).toBeGreaterThan(2);
    for (const equation of await equations.all()) await equation.getByText("Yes").waitFor();
    await expectAccessible(page);
    await keepLooks("connect-certificate");
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download as JSON" }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^certificate-.+\.json$/u);
  }, 120_000);

  it("has a page with its settings, secrets masked, the history of its syncs, and itself as a file", async () => {
    await page.getByRole("link", { name: "The connection" }).click();
    const syncs = page.getByRole("table", { name: "Syncs" });
    await until("both syncs are listed", async () => (await syncs.locator("tbody tr").count()) === 2);
    await page.getByRole("img", { name: /^Bar chart of the records of the last 2 syncs/u }).waitFor();
    const file = page.getByRole("region", { name: "The same as a file" });
    await file.getByText("type: treasure-data").waitFor();
    expect(await file.innerText()).toMatch(/api_key: env:TREASURE_DATA_API_KEY/u);
    await page.getByRole("button", { name: "Check now" }).click();
    await page.getByText("Source: it answers").waitFor();
    await page.getByText("Destination: it answers").waitFor();
    await expectAccessible(page);
    await keepLooks("connect-connection");
  }, 60_000);
});

describe("a new connection", () => {
  it("is made step by step; what the vendor refuses is said at the field, and nothing is scheduled before it lets us in", async () => {
    await page.goto("/connect");
    await page.getByRole("link", { name: "New connection" }).click();
    await page.getByRole("radio", { name: "HTTP API" }).check();
    await page.getByRole("button", { name: "Ask the source" }).click();
    await page.getByText("Fill this in.").first().waitFor();
    await page.getByRole("textbox", { name: "Definition" }).fill(shop.definition);
    await page.getByRole("textbox", { name: "Secrets" }).fill("token: nobody");
    await page.getByRole("checkbox", { name: "Addresses of private networks may be called" }).check();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Ask the source" }).click();

    await page.getByRole("heading", { name: "Where they go" }).waitFor();
    await page.getByRole("radio", { name: "SQLite" }).check();
    await page.getByRole("textbox", { name: "File" }).fill("/no/such/folder/warehouse.sqlite");
    await page.getByRole("button", { name: "Check both ends" }).click();
    await page.getByText("Source: refused").waitFor();
    await page.getByText("Destination: refused").waitFor();
    const file = page.getByRole("textbox", { name: "File" });
    expect(await file.getAttribute("aria-invalid")).toBe("true");
    await expectAccessible(page);
    await keepScreenshot(page, "connect-wizard");
    await file.fill(`${dashboard.product.dataFolder}/warehouse.sqlite`);
    await page.getByRole("button", { name: "Check both ends" }).click();
    await page.getByText("Destination: it answers").waitFor();

    await page.getByRole("button", { name: "Correct the source" }).click();
    await page.getByText("This token is not known to the shop.").first().waitFor();
    await page.getByRole("textbox", { name: "Secrets" }).fill(`token: ${shop.token}`);
    await page.getByRole("button", { name: "Ask the source" }).click();
    await page.getByRole("button", { name: "Check both ends" }).click();

    const customers = page.getByRole("group", { name: "customers" });
    await customers.getByRole("combobox", { name: "Mode" }).selectOption({ label: "Change feed" });
    await customers.getByText(/adds only what differs from last time/u).waitFor();
    await customers.getByRole("textbox", { name: "Delivered to" }).fill("shop_customers");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Continue" }).click();

    await page.getByRole("textbox", { name: "Name of the connection" }).fill("shop-to-warehouse");
    await page.getByRole("radio", { name: "At set times" }).check();
    await page.getByRole("textbox", { name: "Cron expression" }).fill("61 3 * * *");
    await page.getByRole("button", { name: "Review" }).last().click();
    await page.getByText(/no cron expression of five fields/u).waitFor();
    await page.getByRole("textbox", { name: "Cron expression" }).fill("0 3 * * *");
    await page.getByText("At 03:00").waitFor();
    await page.getByText(/^The next times:/u).waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Review" }).last().click();

    await page.getByText("Source: it answers").waitFor();
    const yaml = await page.getByRole("region", { name: "The same as a file" }).innerText();
    expect(yaml).toContain("token: env:HTTP_TOKEN");
    expect(yaml).not.toContain(shop.token);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Create the connection" }).click();
    await page.waitForURL(/\/connect\/[0-9a-f-]{36}$/u);
    await page.getByText("At 03:00").waitFor();
    const made = (await connections()).find(({ name }) => name === "shop-to-warehouse");
    expect(made?.schedule?.cron).toBe("0 3 * * *");
    expect(JSON.stringify(made)).not.toContain(shop.token);
  }, 120_000);

  it("says what a sync would do before anything is written", async () => {
    await page.getByRole("button", { name: "Dry run" }).click();
    await page.waitForURL(/\/connect\/syncs\//u);
    await page.getByText("Would be added").waitFor({ timeout: 60_000 });
    await page.getByText("Nothing of it has been written.").waitFor();
    const { streams } = await dashboard.read<{ streams: { adds: number; bad: number }[] }>(
      `/api/v1/syncs/${(await newestSync("dry_run")).id}/diff`,
    );
    expect(streams[0]).toMatchObject({ adds: 5599, bad: 1 });
    await page.getByText("5,599", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: "Sync now" }).click();
    await page.getByRole("button", { name: "See the certificate" }).waitFor({ timeout: 60_000 });
  }, 120_000);

  it("puts the bad record aside, with its reason, the raw answer and the way back to it", async () => {
    await tab(/^Dead letters/u).click();
    await page.getByText("1 record put aside").waitFor();
    await page.getByText(/The primary key \(id\) is missing or null/u).waitFor();
    await page.getByRole("button", { name: /^Record /u }).click();
    await page.getByText('"email": "customer-13@shop.example"').waitFor();
    await expectAccessible(page);
    const raw = await page.getByRole("link", { name: /^Raw answer of page/u }).getAttribute("href");
    expect(await (await page.request.get(raw ?? "")).text()).toContain("customer-13@shop.example");
    await page.getByRole("button", { name: "Export" }).click();
    const lines = page.getByRole("menuitem", { name: /^JSON Lines/u });
    const exported = await (await page.request.get((await lines.getAttribute("href")) ?? "")).text();
    expect(exported.trim().split("\n")).toHaveLength(1);
    await page.keyboard.press("Escape");
    await tab(/^Raw pages/u).click();
    await page.getByRole("table").getByRole("row").nth(1).waitFor();
    await expectAccessible(page);

    await tab(/^Dead letters/u).click();
    await page.getByRole("button", { name: /^Record /u }).click();
    await page.getByRole("link", { name: "Trace it" }).click();
    await page.getByText("The record is marked.").waitFor();
    const answer = page.getByRole("region", { name: "The answer it stood in" });
    expect(await answer.locator(".bg-hit").allInnerTexts()).toContainEqual(
      expect.stringContaining("customer-13@shop.example"),
    );
    await expectAccessible(page);
    await keepLooks("connect-trace");
    await page.getByRole("textbox", { name: "Row" }).fill("nonsense");
    await page.getByRole("button", { name: "Trace" }).click();
    await page.getByText(/Write it as run:page:offset/u).waitFor();
  }, 60_000);

  it("shows field by field what would change next time", async () => {
    shop.change(4);
    const made = (await connections()).find(({ name }) => name === "shop-to-warehouse");
    await page.goto(`/connect/${made?.id}`);
    await page.getByRole("button", { name: "Dry run" }).click();
    await page.waitForURL(/\/connect\/syncs\//u);
    await page.getByText("Would change", { exact: true }).waitFor({ timeout: 60_000 });
    const fields = page.getByRole("table").first();
    await fields.getByRole("row", { name: /^points/u }).waitFor();
    await fields.getByRole("row", { name: /^tier/u }).waitFor();
    await page.getByText("1 field differs").or(page.getByText("2 fields differ")).first().waitFor();
    await page.getByText("Remove", { exact: true }).first().waitFor();
    await expectAccessible(page);
    await keepLooks("connect-dry-run");
  }, 120_000);

  it("is watched live, paused and resumed, and drawn for the documentation", async () => {
    shop.holdFrom(9);
    await page.getByRole("button", { name: "Sync now" }).click();
    await page.getByText("Running", { exact: true }).first().waitFor();
    await page.getByRole("tab", { name: /^Raw pages ?8$/u }).waitFor();
    if (areScreenshotsKept)
      await page.getByText("Sync of shop-to-warehouse started").waitFor({ state: "detached" });
    await keepLooks("connect-sync");
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused", { exact: true }).waitFor();
    shop.holdFrom(null);
    await page.keyboard.press("u");
    await page.getByRole("button", { name: "See the certificate" }).waitFor({ timeout: 60_000 });
    expect((await newestSync("sync")).is_green).toBe(true);
  }, 120_000);

  it("is changed without its secret being asked for again, backfilled, paused with a way back, and deleted", async () => {
    await page.getByRole("link", { name: "The connection" }).click();
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByRole("textbox", { name: "Secrets" }).waitFor();
    await page.getByRole("button", { name: "Streams" }).click();
    await page
      .getByRole("group", { name: "customers" })
      .getByRole("textbox", { name: "Delivered to" })
      .fill("people");
    await page.getByRole("button", { name: "Review" }).first().click();
    await page.getByText("Source: it answers").waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("cell", { name: "people" }).waitFor();

    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Backfill…" }).click();
    const dialog = page.getByRole("dialog", { name: "Backfill" });
    await dialog.getByRole("button", { name: "Show what would run" }).click();
    await dialog.getByText(/^\d planned times would run$/u).waitFor();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Cancel" }).click();

    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Pause" }).click();
    await page.getByText("Paused", { exact: true }).waitFor();
    await page.keyboard.press("u");
    await page.getByText("Ready", { exact: true }).waitFor();

    await page.goto("/connect");
    await page.getByRole("searchbox", { name: "Search connections" }).fill("warehouse");
    await page.getByRole("row", { name: /\(demo\)/u }).waitFor({ state: "detached" });
    await page.getByRole("searchbox", { name: "Search connections" }).fill("");
    await page.getByRole("row", { name: /\(demo\)/u }).waitFor();
    await keepLooks("connect");
    await page.getByRole("button", { name: "Actions of shop-to-warehouse" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page
      .getByRole("dialog", { name: "Delete shop-to-warehouse?" })
      .getByRole("button", { name: "Delete" })
      .click();
    await page.getByRole("row", { name: /^shop-to-warehouse/u }).waitFor({ state: "detached" });
    expect(await connections()).toHaveLength(1);
  }, 120_000);

  it("causes no console error, no refused content and no failed request", () => {
    expect(dashboard.problems).toEqual([]);
  });
});
