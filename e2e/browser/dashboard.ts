import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { createTemporaryFolder } from "@millrace/platform/testing";
import { Product, freePort } from "../chaos/product.ts";
import { ensureWebIsBuilt } from "./built-web.ts";
import { launchChromium } from "./launch-chromium.ts";
import { watchPage } from "./watch-page.ts";

/** How long a condition on a page may take on a busy machine, ms. */
const patienceMs = 40_000;

export interface PageOptions {
  theme?: "light" | "dark";
  language?: "en" | "fr";
  width?: number;
  height?: number;
}

/** The product on a fresh folder and a browser to look at it with. */
export interface Dashboard extends AsyncDisposable {
  readonly url: string;
  readonly product: Product;
  /** A page in a browser profile of its own, on `path` when given. */
  open(path?: string | null, options?: PageOptions): Promise<Page>;
  /** The owner's one-time link; null in demo mode, which has its owner. */
  readonly setupUrl: string | null;
  /** What went wrong on any page so far: console errors, refused content, failed requests. */
  readonly problems: readonly string[];
  /** A request to the product, as JSON. */
  read<T>(path: string): Promise<T>;
}

/** Starts everything in demo mode; disposing ends it and removes the folder. `demoUrl`: a simulated site the test controls. */
export async function openDashboard({
  demoUrl,
  environment = {},
}: { demoUrl?: string; environment?: Readonly<Record<string, string>> } = {}): Promise<Dashboard> {
  await using opened = new AsyncDisposableStack();
  const browser = opened.use(asDisposable(await launchChromium())).browser;
  await ensureWebIsBuilt();
  const folder = opened.use(await createTemporaryFolder("millrace-browser-"));
  const product = new Product({
    port: await freePort(),
    dataFolder: folder.path,
    environment,
    ...(demoUrl === undefined ? {} : { demoUrl }),
  });
  opened.defer(async () => void (await product.stop()));
  const started = JSON.parse(await product.start()) as { setup_url?: string | null };
  const problems: string[] = [];
  const owned = opened.move();
  return {
    url: product.url,
    product,
    problems,
    setupUrl: started.setup_url ?? null,
    open: async (path = null, options = {}) => {
      const page = await openPage(browser, product.url, options);
      await watchPage(page, problems);
      if (path !== null) await page.goto(path);
      return page;
    },
    read: async <T>(path: string) => (await (await fetch(product.url + path)).json()) as T,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function asDisposable(browser: Browser): AsyncDisposable & { browser: Browser } {
  return { browser, [Symbol.asyncDispose]: () => browser.close() };
}

async function openPage(browser: Browser, baseURL: string, options: PageOptions): Promise<Page> {
  const { theme = "light", language = "en", width = 1440, height = 900 } = options;
  const profile: BrowserContextOptions = {
    baseURL,
    viewport: { width, height },
    colorScheme: theme,
    locale: language === "fr" ? "fr-FR" : "en-GB",
    timezoneId: "Europe/Paris",
    reducedMotion: "reduce",
  };
  const context = await browser.newContext(profile);
  context.setDefaultTimeout(patienceMs);
  return context.newPage();
}
