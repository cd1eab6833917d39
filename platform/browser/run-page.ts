import { LadderError, messageOf, Transient } from "@millrace/platform/errors";
import type { Browser, Page, Route } from "playwright-core";
import type { BrowserRequest, PageOptions } from "./index.ts";
import type { WarmContexts } from "./warm-contexts.ts";

export interface PageRun<T> {
  browser: Browser;
  contexts: WarmContexts;
  options: PageOptions;
  use: (page: Page) => Promise<T>;
}

/** Opens one page in its context, and closes it whatever happens. */
export function runPage<T>({ browser, contexts, options, use }: PageRun<T>): Promise<T> {
  let page: Page | null = null;
  let hasCrashed = false;
  const ended = Promise.withResolvers<never>();
  // Whoever waits for the page hears of it; nobody may wait any more.
  ended.promise.catch(() => undefined);
  const work = contexts.withContext(options.context, async (context) => {
    await using opened = new AsyncDisposableStack();
    page = await context.newPage();
    const own = page;
    // A page whose browser died is closed already.
    opened.defer(() => own.close().catch(() => undefined));
    own.on("crash", () => {
      hasCrashed = true;
      ended.reject(died("The page crashed in the browser."));
    });
    own.on("popup", (popup) => void popup.close().catch(() => undefined));
    own.on("dialog", (dialog) => void dialog.dismiss().catch(() => undefined));
    await own.routeWebSocket(/./, (socket) => void socket.close());
    await own.route(/./, (route) => answerRoute(route, options, ended.reject));
    const abort = (): void => ended.reject(options.signal.reason);
    options.signal.addEventListener("abort", abort, { once: true });
    opened.defer(() => options.signal.removeEventListener("abort", abort));
    options.signal.throwIfAborted();
    return await Promise.race([use(own), ended.promise]);
  });
  return work.catch((error: unknown) => {
    if (error instanceof LadderError || options.signal.aborted) throw error;
    if (hasCrashed || !browser.isConnected() || isClosedPage(error))
      throw died("The browser ended in the middle of a page.", error);
    if (error instanceof Error && error.name === "TimeoutError")
      throw new Transient(`The page did not get ready: ${firstLine(error)}`, { cause: error });
    throw error;
  });
}

async function answerRoute(
  route: Route,
  options: PageOptions,
  fail: (error: unknown) => void,
): Promise<void> {
  try {
    const asked = route.request();
    const request: BrowserRequest = {
      url: asked.url(),
      method: asked.method(),
      headers: asked.headers(),
      body: asked.postDataBuffer(),
      kind: asked.resourceType(),
      isNavigation: asked.isNavigationRequest(),
    };
    const given = options.signal.aborted ? null : await options.answer(request);
    if (given === null || (given.status >= 300 && given.status < 400)) await route.abort("blockedbyclient");
    else
      await route.fulfill({
        status: given.status,
        headers: shownHeaders(given.headers),
        body: Buffer.from(given.body),
      });
  } catch (error) {
    // A page that was closed meanwhile takes no answer.
    if (!isClosedPage(error)) fail(error);
    await route.abort("failed").catch(() => undefined);
  }
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

function died(message: string, cause?: unknown): Transient {
  return new Transient(message, { cause });
}

function isClosedPage(error: unknown): boolean {
  return /has been closed|Target closed|Connection closed|browser has disconnected|Page closed/i.test(
    messageOf(error),
  );
}

function firstLine(error: Error): string {
  return error.message.split("\n")[0] ?? error.message;
}
