import { randomFrom, type Random } from "@millrace/platform/simulation";

/** How the portal says that it has no figure: a word, null, the field left out, or a zero that can't be. */
export type Absence = "n/a" | "null" | "left-out" | "zero";

/** A figure as the portal holds it, or how it says that it has none. */
export type Figure = number | Absence;

/** What the portal knows about a website on one day. */
export interface SiteFigures {
  domain: string;
  /** false: the answer has rows for other countries, none for the United States. */
  hasUnitedStatesRow: boolean;
  organicTraffic: number;
  adwordsTraffic: Figure;
  /** false: the trend has no rows. */
  hasTrend: boolean;
  traffic: number;
  trafficBranded: Figure;
  bounceRate: Figure;
  avgVisitDuration: Figure;
  /** Ratio with four digits; below 0.0001 the portal shows only "< 0.01%". */
  purchaseConversion: Figure;
}

const DAY_MS = 86_400_000;

/** Share of websites that are too small for anything but their organic traffic to mean something. */
const SMALL_SHARE = 0.05;

/** The same seed, domain and day: the same figures, on every machine. They drift by a few per cent from day to day. */
export function figuresOf(seed: string, domain: string, atMs: number): SiteFigures {
  const random = randomFrom(`${seed}/${domain}`);
  const day = Math.floor(atMs / DAY_MS);
  const drift = driftOf(random, randomFrom(`${seed}/${domain}/${day}`), day);
  const size = random.chance(SMALL_SHARE)
    ? random.int(0, 700)
    : Math.round(10 ** (3.4 + random.next() * 3.4));
  const traffic = Math.round(size * (0.9 + random.next() * 0.2) * drift);
  const brandedShare = 0.05 + random.next() * 0.7;
  return {
    domain,
    hasUnitedStatesRow: !random.chance(0.01),
    organicTraffic: Math.round(size * drift),
    adwordsTraffic: orAbsent(random, 0.02, ["n/a", "null", "left-out"], () =>
      random.chance(0.1) ? 0 : Math.round(size * drift * random.next() * 0.4),
    ),
    hasTrend: !random.chance(0.015),
    traffic,
    trafficBranded: orAbsent(random, 0.02, ["n/a", "null", "left-out"], () =>
      Math.round(traffic * brandedShare),
    ),
    bounceRate: orAbsent(random, 0.02, ["n/a", "null", "left-out"], () =>
      digits(clamp((0.2 + random.next() * 0.6) * drift, 0.05, 0.95)),
    ),
    avgVisitDuration: orAbsent(random, 0.02, ["n/a", "null", "zero"], () =>
      Math.max(5, Math.round((15 + random.next() * 600) * drift)),
    ),
    purchaseConversion: orAbsent(random, 0.04, ["n/a"], () =>
      random.chance(0.05) ? 0.000_04 : digits(clamp((0.0005 + random.next() * 0.07) * drift, 0.0001, 0.0999)),
    ),
  };
}

/** A slow wave and a little noise, within 0.8..1.2. */
function driftOf(random: Random, today: Random, day: number): number {
  const phase = random.next() * 2 * Math.PI;
  return 1 + 0.12 * Math.sin(day / 20 + phase) + (today.next() - 0.5) * 0.1;
}

function orAbsent(random: Random, chance: number, ways: readonly Absence[], figure: () => number): Figure {
  const [isAbsent, way, value] = [random.chance(chance), random.pick(ways), figure()];
  return isAbsent ? way : value;
}

function digits(ratio: number): number {
  return Math.round(ratio * 10_000) / 10_000;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
