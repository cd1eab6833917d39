import type { MetricPoint } from "@millrace/sites/contract";

/** A point as the chart draws it; times in ms since the epoch. */
export interface ChartPoint {
  at: number;
  /** Set for a number. */
  value: number | null;
  /** Middle of an interval or of what a bound leaves open; null for a number. */
  middle: number | null;
  /** How far the interval reaches below and above its middle. */
  spread: [number, number] | null;
}

/** The ends of what a point may be: a bound reaches to the lowest or highest value the chart shows anyway. */
function endsOf(point: MetricPoint, lowest: number, highest: number): [number, number] | null {
  if (point.kind === "interval" && point.low !== null && point.high !== null) return [point.low, point.high];
  if (point.kind === "below" && point.high !== null) return [Math.min(lowest, point.high), point.high];
  if (point.kind === "above" && point.low !== null) return [point.low, Math.max(highest, point.low)];
  return null;
}

/** What there is to draw of a history; points without a quantity leave a gap. */
export function chartPoints(points: readonly MetricPoint[]): ChartPoint[] {
  const ends = points.flatMap(({ value, low, high }) => [value, low, high]).filter((end) => end !== null);
  const highest = Math.max(...ends);
  return points.map((point) => {
    const range = endsOf(point, 0, highest);
    const middle = range === null ? null : (range[0] + range[1]) / 2;
    return {
      at: Date.parse(point.observed_at),
      value: point.kind === "exact" ? point.value : null,
      middle,
      spread: range === null || middle === null ? null : [middle - range[0], range[1] - middle],
    };
  });
}
