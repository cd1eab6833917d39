import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "@millrace/platform/testing";
import type { PageOptions } from "./dashboard.ts";
import { showPage, troublesOf } from "./looks.ts";
import { openOperateScene, type OperateScene } from "./operate-scene.ts";
import { keepScreenshot } from "./screenshots.ts";

let scene: OperateScene;
/** A collection that succeeded after a failed try, and one that used up its tries. */
let succeededRun: string;
let failedRun: string;

const unavailable = { server_error: { on: "listing" } } as const;

beforeAll(async () => {
  scene = await openOperateScene();
  const first = await until("the first collection is there", async () => {
    const { items } = await scene.dashboard.read<{ items: { run_id: string }[] }>("/api/v1/runs");
    return items[0]?.run_id;
  });
  await scene.untilStatus(first, "succeeded");
  scene.site.setFaults({ server_error: { on: "listing", times: 1 } });
  succeededRun = await scene.collect(20);
  await scene.untilStatus(succeededRun, "succeeded");
  scene.site.setFaults(unavailable);
  failedRun = await scene.collect(10);
  await scene.untilFailed(failedRun);
  scene.site.setFaults({});
}, 180_000);
afterAll(async () => {
  await scene?.[Symbol.asyncDispose]();
});

const runPath = (runId: string) => `/operate/runs/${encodeURIComponent(runId)}`;
const paths = () => [
  "/operate",
  "/operate/runs",
  runPath(succeededRun),
  runPath(failedRun),
  "/operate/queues",
  "/operate/schedules",
  "/operate/dead-letters",
  "/operate/workers",
  "/operate/budgets",
  "/operate/storage",
];

async function onPage(
  path: string,
  body: (page: Page) => Promise<void>,
  options: PageOptions = {},
): Promise<void> {
  const page = await scene.dashboard.open(path, options);
  await body(page);
  await page.context().close();
}

/** Opens what is folded in the page: steps, dead letters, children. */
const openEverything = `for (const folded of document.querySelectorAll('main [aria-expanded="false"]:not([aria-haspopup])')) folded.click();`;

const confirm = (page: Page, title: string | RegExp, button: string) =>
  page.getByRole("dialog", { name: title }).getByRole("button", { name: button, exact: true }).click();

/** Where a run's page says how the run stands. */
const status = (page: Page): Locator =>
  page
    .getByRole("definition")
    .filter({ has: page.getByText(/^(Queued|Running|Done|Failed|Cancelled|Paused)$/) });

describe("the Operate pages", () => {
  // Contrast depends on the theme and names on the language: two passes see each of the four.
  it.each([
    ["light", "en", "desktop"],
    ["dark", "fr", "phone"],
  ] as const)(
    "have no serious accessibility violation and fit a phone without scrolling sideways (%s, %s, loaded on a %s)",
    async (theme, language, first) => {
      await onPage(
        "/operate",
        async (page) => {
          const found: string[] = [];
          const arrange = (shown: Page) => shown.evaluate<void>(openEverything);
          for (const path of paths()) found.push(...(await troublesOf(page, path, { first, arrange })));
          expect(found).toEqual([]);
        },
        { theme, language },
      );
    },
    90_000,
  );

  it("name steps and workflows in the reader's language", async () => {
    await onPage(
      runPath(succeededRun),
      async (page) => {
        await page.getByRole("heading", { name: "Collecter des posts", level: 1 }).waitFor();
        await page.getByRole("button", { name: "Lire la page 1 2 essais" }).waitFor();
        expect(await page.getByText("fetch-page-0", { exact: true }).isVisible()).toBe(false);
      },
      { language: "fr" },
    );
  });
});

describe("by keyboard alone", () => {
  it("one gets to the pages, through the runs, into one, and to what a step tried", async () => {
    await onPage("/posts", async (page) => {
      const keys = page.keyboard;
      await page.getByRole("feed").waitFor();
      await keys.press("g");
      await keys.press("r");
      const rows = page.getByRole("table", { name: "Runs" }).getByRole("link");
      await rows.first().waitFor();
      await keys.press("/");
      await keys.type(failedRun.slice(-12));
      await until("only that run is listed", async () => (await rows.count()) === 1);
      await keys.press("Tab");
      await keys.press("j");
      await until("the first run has the focus", () =>
        rows.first().evaluate((link) => link === link.ownerDocument.activeElement),
      );
      await keys.press("Enter");
      await page.getByRole("heading", { name: /^\d+ steps$/ }).waitFor();
      const step = page.getByRole("button", { name: /^Fetch page 1 5 tries/ });
      await step.focus();
      await keys.press("Enter");
      await page.getByText(/^Try 5 ·/).waitFor();
      await keys.press("g");
      await keys.press("d");
      await page.getByRole("heading", { name: "Dead letters", level: 1 }).waitFor();
      await keys.press("g");
      await keys.press("o");
      await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
    });
  });
});

describe("a dead letter", () => {
  it("shows its payload and history, and is retried to success once the cause is gone", async () => {
    await onPage("/operate/dead-letters", async (page) => {
      await page.getByRole("button", { name: /^Collect posts Fetch page 1 Passing fault/ }).click();
      await page.getByRole("button", { name: `Details of ${failedRun}` }).click();
      await page.getByRole("region", { name: "Payload" }).getByText('"linkedin-demo"').waitFor();
      expect(await page.getByText(/^Try \d ·/).count()).toBe(5);
      await keepScreenshot(page, "operate-dead-letters");
      await page.getByRole("button", { name: `Retry ${failedRun}` }).click();
      await page.getByText("The run goes again").waitFor();
      await page.getByRole("button", { name: `Details of ${failedRun}` }).waitFor({ state: "detached" });
      await scene.untilStatus(failedRun, "succeeded");
      await page.goto(runPath(failedRun));
      await status(page).getByText("Done").waitFor();
    });
  }, 60_000);
});

describe("an open breaker", () => {
  it("says that the host is not called, and is closed by hand", async () => {
    scene.site.setFaults(unavailable);
    const run = await scene.collect(10);
    await onPage("/operate/budgets", async (page) => {
      const vendor = page
        .getByRole("listitem")
        .filter({ has: page.getByRole("heading", { name: "Demo LinkedIn" }) });
      await vendor.getByText("Open: no calls").waitFor();
      await keepScreenshot(page, "operate-budgets");
      scene.site.setFaults({});
      await vendor.getByRole("button", { name: /^Close now/ }).click();
      await confirm(page, /^Call .* again now\?$/, "Close now");
      await vendor.getByText("Closed: calls go through").waitFor();
    });
    await until(
      "the run has ended",
      async () => /failed|succeeded/.test((await scene.run(run)).status),
      60_000,
    );
  }, 120_000);
});

describe("a dead letter nobody wants", () => {
  it("is discarded with a reason, and not without", async () => {
    scene.site.setFaults(unavailable);
    const run = await scene.collect(10);
    await scene.untilFailed(run);
    scene.site.setFaults({});
    await onPage(`/operate/dead-letters?q=${run.slice(-12)}`, async (page) => {
      await page.getByRole("button", { name: `Discard ${run}` }).click();
      const dialog = page.getByRole("dialog", { name: "Discard this run?" });
      await dialog.getByRole("button", { name: "Discard" }).click();
      await dialog.getByText("Say why it is given up.").waitFor();
      await dialog.getByLabel("Reason").fill("The site was down for maintenance");
      await dialog.getByRole("button", { name: "Discard" }).click();
      await page.getByText("No dead letter contains this text.").waitFor();
    });
  }, 60_000);
});

describe("a run under way", () => {
  it("is paused, goes on with undo, and is cancelled, each seen as it happens", async () => {
    scene.site.setFaults({ slow: { delayMs: 2000 } });
    const run = await scene.collect(30);
    await scene.untilStatus(run, "running");
    await onPage(runPath(run), async (page) => {
      await page.getByRole("button", { name: "Pause", exact: true }).click();
      await page.getByText("Run paused").waitFor();
      await status(page).getByText("Paused").waitFor();
      await page.getByRole("button", { name: "Undo" }).click();
      await status(page).getByText("Running").waitFor();
      await page.getByRole("button", { name: "Cancel run" }).click();
      await confirm(page, "Cancel this run?", "Cancel run");
      await status(page).getByText("Cancelled").waitFor();
      scene.site.setFaults({});
      await page.getByRole("button", { name: "Resume run" }).click();
      await status(page).getByText("Done").waitFor();
    });
    expect(await scene.run(run)).toMatchObject({ status: "succeeded" });
  }, 60_000);

  it("appears in the list by itself, without moving the row under the pointer", async () => {
    await onPage("/operate/runs", async (page) => {
      const rows = page.getByRole("table", { name: "Runs" }).getByRole("link");
      await rows.first().waitFor();
      const run = await scene.collect(1);
      await rows.filter({ hasText: run }).waitFor();
      await rows.first().hover();
      const held = await rows.first().innerText();
      const next = await scene.collect(1);
      const waiting = page.getByRole("button", { name: /^\d+ new runs?$/ });
      await waiting.waitFor();
      expect(await rows.first().innerText()).toBe(held);
      await waiting.click();
      await rows.filter({ hasText: next }).waitFor();
    });
  }, 60_000);
});

describe("a run that ended", () => {
  it("is forked from a step after its page says what is kept and what is done again", async () => {
    const { steps } = await scene.run<{ steps: unknown[] }>(succeededRun);
    await onPage(runPath(succeededRun), async (page) => {
      await page.getByRole("button", { name: "More actions" }).click();
      await page.getByRole("menuitem", { name: "Fork from a step…" }).click();
      const dialog = page.getByRole("dialog", { name: "Fork this run?" });
      await dialog.getByLabel("First step to do again").selectOption("save-page-0");
      await dialog.getByRole("heading", { name: "3 steps kept" }).waitFor();
      await dialog.getByRole("heading", { name: `${steps.length - 3} steps done again` }).waitFor();
      await dialog.getByLabel("First step to do again").selectOption("open");
      await dialog.getByRole("button", { name: "Fork", exact: true }).click();
      await page.getByText("The new run has started").waitFor();
      await page.waitForURL(
        (url) => url.pathname.startsWith("/operate/runs/") && url.pathname !== runPath(succeededRun),
      );
      await status(page).getByText("Done").waitFor();
    });
  }, 60_000);
});

describe("a queue", () => {
  it("is paused, holds its runs, and lets them go when it is resumed", async () => {
    await onPage("/operate/queues", async (page) => {
      await page.getByRole("button", { name: "Pause Collections" }).click();
      await page.getByText("Collections: no new run starts").waitFor();
      const depth = page.getByRole("meter", { name: "Depth of Collections" });
      // Workers hear of a pause within a second: until then a run may still slip through.
      const run = await until("the page shows a run that is held", async () => {
        const { items } = await scene.dashboard.read<{ items: { run_id: string }[] }>(
          "/api/v1/runs?queue=collections&status=queued",
        );
        if (items.length === 0) await scene.collect(1);
        return Number(await depth.getAttribute("aria-valuenow")) > 0 ? items[0]?.run_id : null;
      });
      await keepScreenshot(page, "operate-queues");
      await page.getByRole("button", { name: "Resume Collections" }).click();
      await scene.untilStatus(run, "succeeded");
    });
  }, 60_000);
});

describe("the browser's console", () => {
  it("has no error, no refused content and no failed request to show for all of this", () => {
    expect(scene.dashboard.problems).toEqual([]);
  });
});

/** Nothing is proven by these that is not proven above: they are taken only when asked for. */
const shots = [
  ["operate-overview", () => "/operate", {}],
  ["operate-overview-dark-fr", () => "/operate", { theme: "dark", language: "fr" }],
  ["operate-runs", () => "/operate/runs", {}],
  ["operate-runs-phone", () => "/operate/runs", { width: 390, height: 844, language: "fr" }],
  ["operate-run", () => runPath(succeededRun), {}],
  ["operate-run-dark-fr", () => runPath(succeededRun), { theme: "dark", language: "fr" }],
  ["operate-storage-dark-fr", () => "/operate/storage", { theme: "dark", language: "fr" }],
] as const satisfies [string, () => string, PageOptions][];

it.each(process.env["MILLRACE_SCREENSHOTS"] === "1" ? shots : [])(
  "the documentation shows %s as it is",
  async (name, path, options) => {
    await onPage(
      "/",
      async (page) => {
        await showPage(page, path());
        const step = page.getByRole("button", { name: /^(Fetch page 1|Lire la page 1)/ });
        if (path() === "/operate") await page.locator(".recharts-bar-rectangle path").first().waitFor();
        if (path() === runPath(succeededRun)) await step.click();
        await keepScreenshot(page, name);
      },
      options,
    );
  },
);
