import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

/** Where the machine's own browser is, unless CHROMIUM_PATH says otherwise; nothing is downloaded. */
const usualPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Starts the machine's Chromium. Throws one sentence that says how to install it when there is none. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    chromiumSandbox: false,
    args: ["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

function findChromium(): string {
  const asked = process.env["CHROMIUM_PATH"];
  const path = (asked === undefined ? usualPaths : [asked]).find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  throw new Error(
    `The browser tests need Chromium${asked === undefined ? "" : `, and CHROMIUM_PATH=${asked} does not exist`}: install it with "apt-get install chromium" (or Google Chrome), or set CHROMIUM_PATH to its program file.`,
  );
}
