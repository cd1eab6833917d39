/** What was served, with its number: 1 for the first since the start or the last clearing; never reused within them. */
export type Numbered<Served> = Served & { number: number };

/** The last `capacity` requests in order; older ones are forgotten so that a long campaign stays small. */
export interface RequestLog<Served> {
  add(request: Served): void;
  entries(): Numbered<Served>[];
  /** Requests served in all, forgotten ones included. */
  total(): number;
  clear(): void;
}

export function createRequestLog<Served>(capacity: number): RequestLog<Served> {
  const ring: (Numbered<Served> | undefined)[] = [];
  let served = 0;
  return {
    add: (request) => {
      ring[served % capacity] = { ...request, number: served + 1 };
      served += 1;
    },
    entries: () => {
      const oldest = served > capacity ? served % capacity : 0;
      return [...ring.slice(oldest), ...ring.slice(0, oldest)].filter((entry) => entry !== undefined);
    },
    total: () => served,
    clear: () => {
      ring.length = 0;
      served = 0;
    },
  };
}
