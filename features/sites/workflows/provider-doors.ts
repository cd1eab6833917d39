/** A worker's place at a provider's door while it measures one website. */
export interface DoorPlace extends Disposable {
  /** Aborted, with the error that says why, when the provider is found shut. */
  signal: AbortSignal;
}

/**
 * Tells the workers of this process at once that a provider is shut to us, whichever of them found out. Those of other
 * processes hear of it when they take their next website.
 */
export class ProviderDoors {
  readonly #inside = new Map<string, Set<AbortController>>();

  enter(provider: string): DoorPlace {
    const controller = new AbortController();
    const inside = this.#inside.get(provider) ?? new Set();
    this.#inside.set(provider, inside.add(controller));
    return {
      signal: controller.signal,
      [Symbol.dispose]: () => void inside.delete(controller),
    };
  }

  close(provider: string, reason: Error): void {
    for (const controller of this.#inside.get(provider) ?? []) controller.abort(reason);
  }
}
