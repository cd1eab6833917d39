import type { Browser, BrowserContext } from "playwright-core";
import { openWarmPage, type WarmPage } from "./warm-page.ts";

interface Warm {
  context: Promise<BrowserContext>;
  pages: number;
  open: number;
  /** Left by visitors, for the next: a new page costs its browser about five times as much as another address in one. */
  parked: Promise<WarmPage | null>[];
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

  /** A page of the context, new or left by an earlier visitor; it is left for the next one only when all went well. */
  async withPage<T>(name: string, use: (page: WarmPage) => Promise<T>): Promise<T> {
    const warm = this.#byName.get(name) ?? this.#open(name);
    warm.pages += 1;
    warm.open += 1;
    if (warm.pages >= this.#pagesPerContext) this.#byName.delete(name);
    const isRetired = (): boolean => this.#byName.get(name) !== warm;
    let page: WarmPage | null = null;
    try {
      page = await takePage(warm);
      const result = await use(page);
      if (!isRetired()) {
        // The visitor goes while the page is still leaving what it shows.
        warm.parked.push(parkedPage(page));
        page = null;
      }
      return result;
    } finally {
      warm.open -= 1;
      await page?.close();
      // A browser that died has closed its contexts already.
      if (isRetired() && warm.open === 0) await (await warm.context).close().catch(() => undefined);
    }
  }

  #open(name: string): Warm {
    const context = this.#browser.newContext({
      serviceWorkers: "block",
      acceptDownloads: false,
      viewport: { width: 1280, height: 900 },
    });
    const warm: Warm = { context, pages: 0, open: 0, parked: [] };
    this.#byName.set(name, warm);
    // A context that could not be opened is no context: the next page tries again.
    context.catch(() => this.#byName.delete(name));
    return warm;
  }
}

async function takePage({ parked, context }: Warm): Promise<WarmPage> {
  return (await parked.shift()) ?? (await openWarmPage(await context));
}

/** null: it is of no more use, and closed. */
async function parkedPage(page: WarmPage): Promise<WarmPage | null> {
  if (await page.park()) return page;
  await page.close();
  return null;
}
