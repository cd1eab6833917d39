import { availableParallelism } from "node:os";
import { messageOf, NeedsAttention, Transient, TryAgainLater } from "@millrace/platform/errors";
import type { Logger } from "@millrace/platform/telemetry";
import type { Browser, Page } from "playwright-core";
import { chromiumArguments, howToInstallChromium } from "./find-chromium.ts";
import type { BrowserPool, PageOptions } from "./index.ts";
import { PagePlaces } from "./page-places.ts";
import { runPage } from "./run-page.ts";
import { WarmContexts } from "./warm-contexts.ts";

export interface BrowserPoolOptions {
  executablePath: string;
  log: Logger;
  /** Chromium is closed after so long without a page, ms; default 30 s. */
  idleMs?: number;
  /** Pages open at the same moment, others wait: each holds a process of some 40 MB; default twice the processors, at least 4. */
  pagesAtOnce?: number;
  /** A context is thrown away after so many pages, so that what they leave behind never adds up; default 400. */
  pagesPerContext?: number;
}

/** A proxy where nobody listens: what slipped past the interception (prefetch, WebRTC) leads nowhere. */
const nowhere = { server: "http://127.0.0.1:9", bypass: "<-loopback>" };

/** The browser of one process. Dispose it to close Chromium; pages that are open then end as `TryAgainLater`. */
export function createBrowserPool(options: BrowserPoolOptions): BrowserPool {
  return new ChromiumPool(options);
}

interface Running {
  browser: Browser;
  contexts: WarmContexts;
}

class ChromiumPool implements BrowserPool {
  readonly #options: Required<BrowserPoolOptions>;
  readonly #closing = new AbortController();
  #running: Promise<Running> | null = null;
  readonly #places = new PagePlaces();
  #openPages = 0;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: BrowserPoolOptions) {
    const pagesAtOnce = Math.max(4, 2 * availableParallelism());
    this.#options = { idleMs: 30_000, pagesPerContext: 400, pagesAtOnce, ...options };
  }

  async withPage<T>(options: PageOptions, use: (page: Page) => Promise<T>): Promise<T> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    signal.throwIfAborted();
    clearTimeout(this.#idleTimer);
    this.#openPages += 1;
    try {
      using _place = await this.#places.take(this.#options.pagesAtOnce, signal);
      const { browser, contexts } = await this.#chromium();
      return await runPage({ browser, contexts, options: { ...options, signal }, use });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      this.#openPages -= 1;
      if (this.#openPages === 0) this.#closeWhenIdle();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#idleTimer);
    this.#closing.abort(new TryAgainLater("The browser is closing.", { afterMs: 1_000 }));
    await this.#close();
  }

  /** The one that runs, or a new one when none does or the last one died. */
  #chromium(): Promise<Running> {
    this.#running ??= this.#launch();
    return this.#running;
  }

  async #launch(): Promise<Running> {
    const { executablePath, log, pagesPerContext } = this.#options;
    try {
      // Loaded at the first page: a process that opens none starts quicker and stays smaller.
      const { chromium } = await import("playwright-core");
      const browser = await chromium.launch({
        executablePath,
        // Chromium refuses its sandbox to root.
        chromiumSandbox: process.getuid?.() !== 0,
        args: chromiumArguments,
        proxy: nowhere,
        // The house stops in its own order; by default these would end the process.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      });
      browser.once("disconnected", () => {
        this.#running = null;
      });
      log.info({ version: browser.version() }, "browser started");
      return { browser, contexts: new WarmContexts(browser, pagesPerContext) };
    } catch (error) {
      this.#running = null;
      const first = messageOf(error).split("\n")[0];
      if (/ENOENT|EACCES|Executable doesn't exist|Failed to launch/i.test(messageOf(error)))
        throw new NeedsAttention(
          `Chromium (${executablePath}) can't be started: ${first} ${howToInstallChromium}`,
          { cause: error },
        );
      throw new Transient(`Chromium (${executablePath}) did not start: ${first}`, { cause: error });
    }
  }

  #closeWhenIdle(): void {
    if (this.#closing.signal.aborted) return;
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => {
      this.#close().then(
        () => this.#options.log.info({}, "browser closed: nobody needs it"),
        (error: unknown) => this.#options.log.warn({ reason: messageOf(error) }, "browser not closed"),
      );
    }, this.#options.idleMs).unref();
  }

  async #close(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    const started = await running?.catch(() => null);
    await started?.browser.close();
  }
}
