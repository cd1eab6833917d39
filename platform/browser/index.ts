import type { Page } from "playwright-core";

export { createBrowserPool, type BrowserPoolOptions } from "./browser-pool.ts";
export { chromiumArguments, findChromium, howToInstallChromium } from "./find-chromium.ts";

/** What a page asks for while it loads, answered by the caller: everything goes through its polite client. */
export interface BrowserRequest {
  url: string;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array | null;
  /** "document", "script", "stylesheet", "image", "font", "xhr", "fetch", … */
  kind: string;
  /** true: the page itself, or a frame in it. */
  isNavigation: boolean;
}

export interface BrowserAnswer {
  /** Redirects are followed by the caller: a 3xx is refused. */
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  body: Uint8Array;
}

export interface PageOptions {
  /** Name of the context (cache, storage): the same name meets the same context until it is recycled. */
  context: string;
  /** null refuses the request. What it throws ends the page, and is thrown by `withPage`. */
  answer(request: BrowserRequest): Promise<BrowserAnswer | null>;
  signal: AbortSignal;
}

/**
 * One Chromium per process, started at the first page and closed when idle; one context per name, recycled after some
 * pages. Every request of a page is answered by the caller, so nothing leaves the machine without a budget.
 */
export interface BrowserPool extends AsyncDisposable {
  /**
   * Opens a page, hands it over and closes it. Throws `Transient` when Chromium ended or the page crashed meanwhile,
   * `NeedsAttention` when Chromium can't be started, the signal's reason when it was aborted.
   */
  withPage<T>(options: PageOptions, use: (page: Page) => Promise<T>): Promise<T>;
}
