import { adaptiveTimeoutMs, type LatencyLog, type TimeoutBounds } from "@millrace/platform/http";
import type { Page } from "playwright-core";
import { unseenMark } from "../../extraction/page-document.ts";

/** How long a loaded page may take to fill itself: learnt from how long the last ones took. */
const settleBounds: TimeoutBounds = { minMs: 2_000, maxMs: 30_000 };
/** A page whose scripts asked for nothing in so long has what it will ever have, ms. */
const quietMs = 250;
/** How often the page is looked at when it tells nothing by itself, ms. */
const lookEveryMs = 40;

/** Marks what nobody sees, takes the mark from what is seen now, and gives the page as it stands. */
const snapshotScript = `(() => {
  for (const element of document.body.querySelectorAll("*")) {
    const isSeen = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (isSeen) element.removeAttribute("${unseenMark}");
    else if (!["SCRIPT", "STYLE", "TEMPLATE"].includes(element.tagName)) element.setAttribute("${unseenMark}", "");
  }
  return "<!DOCTYPE html>" + document.documentElement.outerHTML;
})()`;

export interface RenderOptions<Read> {
  url: string;
  /** Requests of the page that were not answered yet. */
  inFlight: () => number;
  /** What the page says as it stands. */
  read: (html: string) => Read;
  /** false: it may still change for the better. */
  isReady: (read: Read) => boolean;
  /** How long pages took to fill themselves so far; this one is added. */
  latencies: LatencyLog;
  call: string;
}

export interface Rendered<Read> {
  html: string;
  read: Read;
}

/** Loads a page and reads it as soon as it is ready, or as it stands when it has gone quiet or its time is over. */
export async function renderPage<Read>(page: Page, options: RenderOptions<Read>): Promise<Rendered<Read>> {
  const { url, inFlight, read, isReady, latencies, call } = options;
  await page.goto(url, { waitUntil: "domcontentloaded", timeout: 0 });
  const startedAt = performance.now();
  const timeoutMs = adaptiveTimeoutMs(latencies.of(call), settleBounds);
  let quietSince: number | null = null;
  for (;;) {
    const isQuiet = inFlight() === 0;
    const html = await page.evaluate<string>(snapshotScript);
    const now = performance.now();
    quietSince = isQuiet ? (quietSince ?? now) : null;
    const result = read(html);
    if (
      isReady(result) ||
      now - startedAt > timeoutMs ||
      (quietSince !== null && now - quietSince > quietMs)
    ) {
      latencies.record(call, now - startedAt);
      return { html, read: result };
    }
    await page.waitForTimeout(lookEveryMs);
  }
}
