import { LadderError, Transient } from "@millrace/platform/errors";
import type { Browser, Page } from "playwright-core";
import type { PageOptions } from "./index.ts";
import type { WarmContexts } from "./warm-contexts.ts";
import { isClosedPage } from "./warm-page.ts";

export interface PageRun<T> {
  browser: Browser;
  contexts: WarmContexts;
  options: PageOptions;
  use: (page: Page) => Promise<T>;
}

/** Visits a page of its context, and says by the ladder what went wrong. */
export async function runPage<T>({ browser, contexts, options, use }: PageRun<T>): Promise<T> {
  try {
    return await contexts.withPage(options.context, (page) => page.visit(options, use));
  } catch (error) {
    if (error instanceof LadderError || options.signal.aborted) throw error;
    if (!browser.isConnected() || isClosedPage(error))
      throw new Transient("The browser ended in the middle of a page.", { cause: error });
    if (error instanceof Error && error.name === "TimeoutError")
      throw new Transient(`The page did not get ready: ${firstLine(error)}`, { cause: error });
    throw error;
  }
}

function firstLine(error: Error): string {
  return error.message.split("\n")[0] ?? error.message;
}
