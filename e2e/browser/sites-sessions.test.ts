import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "@millrace/platform/clock";
import { until } from "@millrace/platform/testing";
import type { Session, WebsitesSummary } from "@millrace/sites/contract";
import { startMyToolsPlanSimulator, type MyToolsPlanSimulator } from "@millrace/sites/simulators";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openDashboard, type Dashboard } from "./dashboard.ts";
import { seriousViolations } from "./looks.ts";
import { areScreenshotsKept, keepScreenshot } from "./screenshots.ts";

const websiteCount = 24;
const opened = new AsyncDisposableStack();
let portal: MyToolsPlanSimulator;
let dashboard: Dashboard;
let page: Page;
let slack: { url: string; texts: string[] };

beforeAll(async () => {
  portal = opened.use(
    await startMyToolsPlanSimulator({
      clock: systemClock,
      settings: { apiMs: 300, pageMs: 600, loginMs: 0 },
      seed: "sessions",
    }),
  );
  slack = await openSlack();
  dashboard = opened.use(await openDashboard({ environment: { MILLRACE_DEMO_PORTAL_URL: portal.url } }));
  const domains = Array.from({ length: websiteCount }, (_, index) => `boutique-${index + 1}.fr`);
  await post("/scraping/imports", { text: domains.join("\n"), workspace: "test", tags: ["boutique"] });
  await until("the websites are there", async () => {
    const summary = await dashboard.read<WebsitesSummary>("/api/v1/websites/summary?workspace=test");
    return summary.total === websiteCount;
  });
  page = await dashboard.open();
}, 120_000);
afterAll(() => opened.disposeAsync());

async function openSlack(): Promise<typeof slack> {
  const texts: string[] = [];
  const server: Server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      texts.push(text);
      response.end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  opened.defer(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T/B/X`, texts };
}

async function post(path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${dashboard.url}/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: dashboard.url },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function expectAccessible(shown: Page): Promise<void> {
  expect(await seriousViolations(shown)).toEqual([]);
}

/** The same page as somebody else sees it: dark and French, or on a phone. */
async function keepLooks(path: string, name: string): Promise<void> {
  await keepScreenshot(page, name);
  const looks = [
    ["phone", { width: 390, height: 844 }],
    ["fr-dark", { theme: "dark", language: "fr" }],
  ] as const;
  // What is drawn in the dark and in French is looked at by people; the tests need the phone alone.
  for (const [suffix, options] of looks.slice(0, areScreenshotsKept ? 2 : 1)) {
    const other = await dashboard.open(path, options);
    await other.locator("[data-page-heading]").waitFor();
    await until(
      "nothing is loading",
      async () => (await other.getByText(/^(Loading|Chargement)…$/u).count()) === 0,
    );
    expect(await other.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await keepScreenshot(other, `${name}-${suffix}`);
    await other.context().close();
  }
}

const panel = (name: string) => page.locator("section", { has: page.getByRole("heading", { name }) });

const sessionNow = async () => {
  const { items } = await dashboard.read<{ items: Session[] }>("/api/v1/scraping/sessions?workspace=test");
  const [newest] = items;
  if (newest === undefined) throw new Error("There is no session.");
  return newest;
};

it("a session is started after a preview, watched, paused and resumed, and reports at its end", async () => {
  await page.goto("/sites/sessions?workspace=test");
  await page.getByText("No sessions yet").waitFor();
  await page.getByRole("button", { name: "Start a session" }).click();
  const dialog = page.getByRole("dialog", { name: "Measure websites" });
  await dialog.getByLabel("Workers").fill("17");
  await dialog.getByText("Enter a whole number from 1 to 16.").waitFor();
  await dialog.getByLabel("Workers").fill("3");
  await dialog.getByLabel("Tags").fill("boutique");
  await dialog.getByLabel("Provider").selectOption({ label: "MyToolsPlan" });
  await dialog.getByText(/^24 selected, 0 fresh, 24 to measure/u).waitFor();
  await dialog.getByText("Not official").waitFor();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Start" }).click();

  await page.waitForURL(/\/sites\/sessions\/measure-websites/u);
  await page.getByRole("heading", { name: "Pending · tagged boutique" }).waitFor();
  const workers = panel("Workers now");
  await workers.getByText("Working").first().waitFor();
  await until("some are done", async () => (await sessionNow()).done >= 4);
  // Long enough to be looked at.
  portal.setSettings({ apiMs: 4_000, pageMs: 4_000 });
  await expectAccessible(page);
  await keepLooks(new URL(page.url()).pathname, "sites-session");

  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("Paused", { exact: true }).waitFor();
  portal.setSettings({ apiMs: 0, pageMs: 0 });
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("button", { name: "Run again" }).waitFor({ timeout: 60_000 });
  await page.getByText("24 of 24").waitFor();
  const { by_outcome: outcome, status } = await sessionNow();
  expect(status).toBe("succeeded");

  const websites = panel("Websites of this session");
  await websites.getByRole("button", { name: /^Completed/u }).click();
  await until(
    "only the completed ones are listed",
    async () => (await websites.getByRole("listitem").count()) === outcome.completed,
  );
  await page.getByRole("button", { name: "Download" }).click();
  const log = page.getByRole("menuitem", { name: /^Log/u });
  const lines = await (await page.request.get((await log.getAttribute("href")) ?? "")).text();
  expect(lines.trimEnd().split("\n").length).toBeGreaterThan(websiteCount);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Run again" }).click();
  await page.getByText("No website is selected: choose fewer conditions.").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "All sessions" }).click();
  await page.getByRole("link", { name: "Pending · tagged boutique" }).waitFor();
}, 120_000);

it("says of each provider whose door it is, and lets a paused one go again", async () => {
  await page.goto("/sites/providers");
  const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "MyToolsPlan" }) });
  await card.getByText("Ready").waitFor();
  portal.setFaults({ captcha: {} });
  await post("/scraping/sessions", {
    workspace: "test",
    provider: "mytoolsplan",
    selection: { tags: ["boutique"] },
    remeasure_after_hours: 0,
  });
  await card.getByText("Paused").waitFor();
  await card.getByText("A captcha is asked for").waitFor();
  await expectAccessible(page);
  await keepLooks("/sites/providers", "sites-providers");
  portal.setFaults({});
  await card.getByRole("button", { name: "Resume MyToolsPlan" }).click();
  await card.getByText("Ready").waitFor();
}, 60_000);

it("an alert rule is made in plain words, tested, switched off, deleted and brought back", async () => {
  await page.goto("/sites/alerts?workspace=test");
  await page.getByRole("button", { name: "New rule" }).click();
  const dialog = page.getByRole("dialog", { name: "New alert rule" });
  await dialog.getByRole("button", { name: "Make the rule" }).click();
  await dialog.getByText("Give the rule a name.").waitFor();
  await dialog.getByLabel("Name").fill("Visits fall");
  await dialog.getByLabel("Address").fill(slack.url);
  await dialog.getByText("Visits down 30% in 7 days → Slack").waitFor();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Make the rule" }).click();
  await dialog.waitFor({ state: "hidden" });

  const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Visits fall" }) });
  await card.getByRole("button", { name: "Send a test of Visits fall" }).click();
  await until("Slack has heard", () =>
    Promise.resolve(slack.texts.some((text) => text.includes("Visits fall"))),
  );
  await expectAccessible(page);
  await keepLooks("/sites/alerts?workspace=test", "sites-alerts");
  await card.getByRole("button", { name: "Switch Visits fall off" }).click();
  await card.getByText("Off", { exact: true }).waitFor();
  await card.getByRole("button", { name: "Delete Visits fall" }).click();
  await page.getByText("No alert rules yet").waitFor();
  await page.keyboard.press("u");
  await card.waitFor();
  expect(dashboard.problems).toEqual([]);
}, 60_000);
