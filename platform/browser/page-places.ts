/** A place to be given back. */
type Place = Disposable;

/** Room for so many open pages; whoever finds none waits, first come first served. */
export class PagePlaces {
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  /** Throws the signal's reason when it is aborted while waiting. */
  async take(limit: number, signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted();
    if (this.#taken >= limit) await this.#wait(signal);
    else this.#taken += 1;
    return { [Symbol.dispose]: () => this.#giveBack() };
  }

  /** The place of whoever leaves is handed on, so it stays counted. */
  #giveBack(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken -= 1;
    else next();
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.push(go);
    });
  }
}
