import type { Locator, Page } from "playwright-core";
import { until } from "@millrace/platform/testing";

/** The list of posts on a page, by what a person reads and a screen reader says. */
export function postsList(page: Page, name = "All posts"): PostsList {
  return new PostsList(page, name);
}

export class PostsList {
  readonly #page: Page;
  readonly feed: Locator;
  readonly posts: Locator;

  constructor(page: Page, name: string) {
    this.#page = page;
    this.feed = page.getByRole("feed", { name });
    this.posts = this.feed.getByRole("article");
  }

  first(): Locator {
    return this.posts.first();
  }

  by(author: string): Locator {
    return this.feed.getByRole("article", { name: author });
  }

  /** Resolves when posts are shown. */
  async untilFilled(): Promise<void> {
    await this.first().waitFor();
  }

  /** Names of the authors shown now, in order. */
  async authors(): Promise<string[]> {
    return this.posts.locator("[data-post-link]").allInnerTexts();
  }

  /** Place of the last post that is drawn: grows as the reader scrolls. */
  async lastPlace(): Promise<number> {
    return Number(await this.posts.last().getAttribute("aria-posinset"));
  }

  /** Scrolls to the end, further posts included, until `enough` says so. */
  async scrollUntil(enough: (lastPlace: number) => boolean): Promise<number> {
    await this.first().hover();
    return until("the list is scrolled far enough", async () => {
      await this.#page.mouse.wheel(0, 4000);
      const place = await this.lastPlace();
      return enough(place) ? place : null;
    });
  }
}
