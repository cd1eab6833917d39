import { messageOf, Transient } from "@millrace/platform/errors";
import { setTimeout as delay } from "node:timers/promises";
import type { BrowserContext, Page, Route } from "playwright-core";
import type { BrowserRequest, PageOptions } from "./index.ts";

/** Nobody waits longer for a page to close, ms. */
const longestCloseMs = 1_000;

/** A page that serves one visitor after the other, each with answers of its own. */
export interface WarmPage {
  /** Hands the page over until `use` ends, the signal is aborted, the page crashes or an answer throws. */
  visit<T>(options: PageOptions, use: (page: Page) => Promise<T>): Promise<T>;
  /** Leaves what it shows, so that nothing of it goes on; false: it is of no more use. */
  park(): Promise<boolean>;
  close(): Promise<void>;
}

interface Visitor {
  options: PageOptions;
  /** Ends the visit. */
  fail: (error: unknown) => void;
}

/** A page that can't leave what it shows within this, ms, is not worth keeping. */
const parkingMs = 5_000;

export async function openWarmPage(context: BrowserContext): Promise<WarmPage> {
  const page = await context.newPage();
  let visitor: Visitor | null = null;
  let hasCrashed = false;
  page.on("crash", () => {
    hasCrashed = true;
    visitor?.fail(new Transient("The page crashed in the browser."));
  });
  page.on("popup", (popup) => void popup.close().catch(() => undefined));
  page.on("dialog", (dialog) => void dialog.dismiss().catch(() => undefined));
  await page.routeWebSocket(/./, (socket) => void socket.close());
  await page.route(/./, (route) => answerRoute(route, visitor));
  return {
    async visit(options, use) {
      const ended = Promise.withResolvers<never>();
      // Whoever waits for the page hears of it; nobody may wait any more.
      ended.promise.catch(() => undefined);
      const own = { options, fail: ended.reject };
      const abort = (): void => ended.reject(options.signal.reason);
      options.signal.addEventListener("abort", abort, { once: true });
      visitor = own;
      try {
        options.signal.throwIfAborted();
        return await Promise.race([use(page), ended.promise]);
      } finally {
        visitor = null;
        options.signal.removeEventListener("abort", abort);
      }
    },
    async park() {
      if (hasCrashed || page.isClosed()) return false;
      return await page.goto("about:blank", { timeout: parkingMs }).then(
        () => true,
        () => false,
      );
    },
    // A page whose browser died is closed already; one that does not close in time goes with its context.
    close: () =>
      Promise.race([page.close().catch(() => undefined), delay(longestCloseMs, undefined, { ref: false })]),
  };
}

/** Between two visitors nothing is answered. */
async function answerRoute(route: Route, visitor: Visitor | null): Promise<void> {
  try {
    const given =
      visitor === null || visitor.options.signal.aborted
        ? null
        : await visitor.options.answer(requestOf(route));
    if (given === null || (given.status >= 300 && given.status < 400)) await route.abort("blockedbyclient");
    else
      await route.fulfill({
        status: given.status,
        headers: shownHeaders(given.headers),
        body: Buffer.from(given.body),
      });
  } catch (error) {
    // A page that was closed meanwhile takes no answer.
    if (!isClosedPage(error)) visitor?.fail(error);
    await route.abort("failed").catch(() => undefined);
  }
}

function requestOf(route: Route): BrowserRequest {
  const asked = route.request();
  return {
    url: asked.url(),
    method: asked.method(),
    headers: asked.headers(),
    body: asked.postDataBuffer(),
    kind: asked.resourceType(),
    isNavigation: asked.isNavigationRequest(),
  };
}

/** Those that still hold of a decompressed body; cookies stay with the caller. */
function shownHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const gone = new Set([
    "content-encoding",
    "content-length",
    "transfer-encoding",
    "set-cookie",
    "connection",
  ]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !gone.has(name)));
}

/** What goes wrong because the page or its browser is gone. */
export function isClosedPage(error: unknown): boolean {
  return /has been closed|Target closed|Connection closed|browser has disconnected|Page closed|Page crashed/i.test(
    messageOf(error),
  );
}
