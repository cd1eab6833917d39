/** One request as the simulator served it. */
export interface ServedRequest {
  /** 1 for the first since the start or the last reset; never reused within them. */
  number: number;
  /** When it arrived: ISO 8601, from the simulator's clock. */
  at: string;
  method: string;
  /** Path with query. */
  path: string;
  /** null when the connection was cut instead. */
  status: number | null;
  /** Fault that was applied, if any. */
  fault: string | null;
}

/** The last `capacity` requests in order; older ones are forgotten so that a long campaign stays small. */
export interface RequestLog {
  add(request: Omit<ServedRequest, "number">): void;
  entries(): ServedRequest[];
  /** Requests served in all, forgotten ones included. */
  total(): number;
  clear(): void;
}

export function createRequestLog(capacity: number): RequestLog {
  const ring: (ServedRequest | undefined)[] = [];
  let served = 0;
  return {
    add: (request) => {
      ring[served % capacity] = { number: served + 1, ...request };
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
