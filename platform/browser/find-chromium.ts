import { existsSync } from "node:fs";

/** Where the machine's own browser usually is; nothing is ever downloaded. */
const usualPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** For messages: what to do where there is none. */
export const howToInstallChromium =
  'Install Chromium ("apt-get install chromium") or Google Chrome, or set MILLRACE_CHROMIUM to its program file.';

/** Chromium fetches nothing of its own accord, and draws without a graphics card that servers don't have. */
export const chromiumArguments = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-gpu",
];

/** Program file of the machine's Chromium; null when there is none, or none at the path that was asked for. */
export function findChromium(asked: string | null): string | null {
  return (asked === null ? usualPaths : [asked]).find((path) => existsSync(path)) ?? null;
}
