import type { Page } from "playwright-core";

/** What a page asks for while it loads, answered by the caller: everything goes through its polite client. */
export interface BrowserRequest {
  url: string;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array | null;
  /** "document", "script", "stylesheet", "image", "font", "xhr", "fetch", … */
  kind: string;
  isNavigation: boolean;
}

export interface BrowserAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export interface PageOptions {
  /** Name of the context (cookies, cache, storage): the same name meets the same context until it is recycled. */
  context: string;
  /** null refuses the request. */
  answer(request: BrowserRequest): Promise<BrowserAnswer | null>;
  signal: AbortSignal;
}

/**
 * One Chromium per process, started at the first page and closed when idle; one context per name, recycled after some
 * pages. Every request of a page is answered by the caller, so nothing leaves the machine without a budget.
 */
export interface BrowserPool extends AsyncDisposable {
  withPage<T>(options: PageOptions, use: (page: Page) => Promise<T>): Promise<T>;
}
