import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { until } from "@millrace/platform/testing";

const phone = { width: 390, height: 844 };

/** Goes to a page as a link would, and waits until it is drawn. */
export async function showPage(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator("[data-page-heading]").first().waitFor({ state: "attached" });
  await until(
    "nothing is loading",
    async () => (await page.getByText(/^(Loading…|Chargement…)$/).count()) === 0,
  );
}

/** What axe finds serious or worse on a page as it is drawn now: the rule, and where it is broken. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // What passes is not asked for: describing it takes longer than finding what doesn't.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ["violations"] })
    .analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
}

/** How wide a page is on a phone, in px, if that is wider than the phone; null if it fits. The page's own size is as before after it. */
export async function tooWideForPhone(page: Page): Promise<number | null> {
  const size = page.viewportSize() ?? phone;
  await page.setViewportSize(phone);
  const [scroll = 0, client = 0] = await page.evaluate<number[]>(
    `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
      .then(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])`,
  );
  await page.setViewportSize(size);
  return scroll > client ? scroll : null;
}
