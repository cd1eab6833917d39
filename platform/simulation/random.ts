/** A small deterministic generator: the same key always gives the same sequence, on every machine. */
export interface Random {
  /** 0 ≤ n < 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(low: number, high: number): number;
  /** true with this probability (0..1). */
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** `count` different choices, in random order. */
  sample<T>(choices: readonly T[], count: number): T[];
  /** One choice, each as likely as its weight. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T;
}

/** FNV-1a over UTF-16 units: spreads keys that differ in one character. */
export function hash32(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash ^= key.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** Mulberry32 seeded by the hash of `key`. */
export function randomFrom(key: string): Random {
  let state = hash32(key);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(choices: readonly T[]): T => {
    const choice = choices[int(0, choices.length - 1)];
    if (choice === undefined) throw new RangeError("pick needs at least one choice");
    return choice;
  };
  return {
    next,
    int,
    pick,
    chance: (probability) => next() < probability,
    sample: (choices, count) => shuffled(choices, int).slice(0, count),
    weighted: (choices) => {
      const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
      let mark = next() * total;
      for (const [choice, weight] of choices) {
        mark -= weight;
        if (mark < 0) return choice;
      }
      return pick(choices)[0];
    },
  };
}

function shuffled<T>(choices: readonly T[], int: (low: number, high: number) => number): T[] {
  const deck = [...choices];
  for (let index = deck.length - 1; index > 0; index -= 1) {
    const other = int(0, index);
    const held = deck[index];
    const swapped = deck[other];
    if (held === undefined || swapped === undefined) continue;
    deck[index] = swapped;
    deck[other] = held;
  }
  return deck;
}
