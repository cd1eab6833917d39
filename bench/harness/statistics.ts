/** The value below which `share` (0..1) of the sorted values lie, by the nearest rank. NaN for no value. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** "median (lowest–highest)" for notes. */
export function spread(values: readonly number[]): string {
  const show = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
  return `${show(median(values))} (${show(Math.min(...values))}–${show(Math.max(...values))})`;
}

/** What each contender gave, round by round. */
export type Rounds<Name extends string, Sample> = Record<Name, Sample[]>;

/**
 * Runs every contender once per round, in an order that turns by one each round, so that a slow minute of the machine
 * and a warm cache hit all of them alike.
 */
export async function alternate<Name extends string, Sample>(
  contenders: Record<Name, () => Promise<Sample>>,
  rounds: number,
): Promise<Rounds<Name, Sample>> {
  const names = Object.keys(contenders) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Rounds<Name, Sample>;
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round) % names.length] as Name;
      samples[name].push(await contenders[name]());
    }
  }
  return samples;
}

/** Median of the round-by-round ratios: the two sides of each were measured next to each other. */
export function medianRatio(upper: readonly number[], lower: readonly number[]): number {
  return median(upper.map((value, round) => value / (lower[round] ?? Number.NaN)));
}
