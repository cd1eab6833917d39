import type { Browser, BrowserContext } from "playwright-core";

interface Warm {
  context: Promise<BrowserContext>;
  pages: number;
  open: number;
}

/** Contexts of one browser by name, each replaced by a new one after some pages. */
export class WarmContexts {
  readonly #browser: Browser;
  readonly #pagesPerContext: number;
  readonly #byName = new Map<string, Warm>();

  constructor(browser: Browser, pagesPerContext: number) {
    this.#browser = browser;
    this.#pagesPerContext = pagesPerContext;
  }

  async withContext<T>(name: string, use: (context: BrowserContext) => Promise<T>): Promise<T> {
    const warm = this.#byName.get(name) ?? this.#open(name);
    warm.pages += 1;
    warm.open += 1;
    if (warm.pages >= this.#pagesPerContext) this.#byName.delete(name);
    try {
      return await use(await warm.context);
    } finally {
      warm.open -= 1;
      const isRetired = this.#byName.get(name) !== warm;
      // A browser that died has closed its contexts already.
      if (isRetired && warm.open === 0) await (await warm.context).close().catch(() => undefined);
    }
  }

  #open(name: string): Warm {
    const context = this.#browser.newContext({
      serviceWorkers: "block",
      acceptDownloads: false,
      viewport: { width: 1280, height: 900 },
    });
    const warm: Warm = { context, pages: 0, open: 0 };
    this.#byName.set(name, warm);
    // A context that could not be opened is no context: the next page tries again.
    context.catch(() => this.#byName.delete(name));
    return warm;
  }
}
