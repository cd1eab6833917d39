import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { until } from "@millrace/platform/testing";

const desktop = { width: 1280, height: 720 };
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

/**
 * What is wrong with how a page looks, each beginning with its path: on a desktop what axe finds serious or worse, on a phone that
 * it scrolls sideways. Loaded on `first`, and then turned into the other. `arrange`: what to do once it is drawn.
 */
export async function troublesOf(
  page: Page,
  path: string,
  { first, arrange }: { first: "desktop" | "phone"; arrange?: (page: Page) => Promise<void> },
): Promise<string[]> {
  const looks = [() => violationsOnDesktop(page), () => widthOnPhone(page)];
  await page.setViewportSize(first === "desktop" ? desktop : phone);
  await showPage(page, path);
  await arrange?.(page);
  const found: string[] = [];
  for (const look of first === "desktop" ? looks : looks.toReversed()) found.push(...(await look()));
  return found.map((trouble) => `${path}: ${trouble}`);
}

async function violationsOnDesktop(page: Page): Promise<string[]> {
  await page.setViewportSize(desktop);
  return seriousViolations(page);
}

async function widthOnPhone(page: Page): Promise<string[]> {
  await page.setViewportSize(phone);
  const [scroll = 0, client = 0] = await page.evaluate<number[]>(
    `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
      .then(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])`,
  );
  return scroll > client ? [`${scroll} px wide on a phone`] : [];
}
