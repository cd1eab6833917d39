/** Things on their way from one loop to another; who puts waits while it is full, so that nothing piles up. */
export class BoundedQueue<Item> implements AsyncIterable<Item> {
  readonly #most: number;
  readonly #items: Item[] = [];
  /** Taken with `takeAll` and not released: they still have their places. */
  #inHand = 0;
  #ended: { error: unknown } | null | undefined;
  #wake: (() => void)[] = [];

  /** `most`: items it holds. */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#items.length;
  }

  /** Resolves when there was room for it; false when nobody takes any more. */
  async put(item: Item): Promise<boolean> {
    while (this.#items.length + this.#inHand >= this.#most && this.#ended === undefined) await this.#change();
    if (this.#ended !== undefined) return false;
    this.#items.push(item);
    this.#tell();
    return true;
  }

  /**
   * Everything there is, at least one; null when it has ended. Throws what it was ended with. What was taken keeps its place
   * until it is released.
   */
  async takeAll(): Promise<Item[] | null> {
    while (this.#items.length === 0) {
      if (this.#ended !== undefined) return this.#end();
      await this.#change();
    }
    const taken = this.#items.splice(0);
    this.#inHand += taken.length;
    return taken;
  }

  /** So many of those that were taken are dealt with. */
  release(count: number): void {
    this.#inHand -= count;
    this.#tell();
  }

  /** No more will come; with an error, whoever takes gets that after what is there. */
  end(failure: { error: unknown } | null = null): void {
    if (this.#ended !== undefined) return;
    this.#ended = failure;
    this.#tell();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    try {
      for (;;) {
        while (this.#items.length === 0) {
          if (this.#ended !== undefined) {
            this.#end();
            return;
          }
          await this.#change();
        }
        const item = this.#items.shift() as Item;
        this.#tell();
        yield item;
      }
    } finally {
      // Whoever still puts is let go.
      this.#items.length = 0;
      this.end();
    }
  }

  #end(): null {
    if (this.#ended !== null && this.#ended !== undefined) throw this.#ended.error;
    return null;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => void this.#wake.push(resolve));
  }

  #tell(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
