import { chromiumArguments, findChromium, howToInstallChromium } from "@millrace/platform/browser";
import { chromium, type Browser } from "playwright-core";

/** Starts the machine's Chromium. Throws one sentence that says how to install it when there is none. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium(process.env["MILLRACE_CHROMIUM"] ?? null);
  if (executablePath === null) throw new Error(`The browser tests need Chromium. ${howToInstallChromium}`);
  return chromium.launch({ executablePath, chromiumSandbox: false, args: [...chromiumArguments] });
}
