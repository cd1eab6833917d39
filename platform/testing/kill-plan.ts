/** One planned kill: how long to wait before it, and which targets fall together. */
export interface PlannedKill {
  pauseMs: number;
  victims: readonly string[];
}

/** Mulberry32: a small seeded generator of numbers in [0, 1), the same on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * What a seed means: each kill takes a random pause and a random non-empty set of targets, so that with two targets
 * a third of the kills takes both at once.
 */
export function planKills(options: {
  seed: number;
  kills: number;
  targets: readonly string[];
  pauseMs: readonly [min: number, max: number];
}): PlannedKill[] {
  const random = seededRandom(options.seed);
  const [min, max] = options.pauseMs;
  const subsets = 2 ** options.targets.length - 1;
  return Array.from({ length: options.kills }, () => {
    const pauseMs = Math.round(min + random() * (max - min));
    const chosen = 1 + Math.floor(random() * subsets);
    return { pauseMs, victims: options.targets.filter((_target, bit) => ((chosen >> bit) & 1) === 1) };
  });
}
