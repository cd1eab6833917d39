import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const folder = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));

/** MILLRACE_SCREENSHOTS=1 asks for them. */
export const areScreenshotsKept = process.env["MILLRACE_SCREENSHOTS"] === "1";

/** Writes docs/screenshots/<name>.png when MILLRACE_SCREENSHOTS=1 asks for it; otherwise a test run leaves the checkout as it was. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  if (!areScreenshotsKept) return;
  await page.evaluate("document.fonts.ready.then(() => null)");
  await page.screenshot({ path: `${folder}${name}.png`, animations: "disabled" });
}
