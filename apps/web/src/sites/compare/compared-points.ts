import type { WebsitesComparison } from "@millrace/sites/contract";

/** One instant of the chart: the value of each website that was measured then, by its id. */
export type ComparedPoint = { at: number } & Record<string, number>;

/** One metric of several websites as rows of a chart, oldest first; only numbers, because an interval is no point of a line. */
export function comparedPoints(websites: WebsitesComparison["websites"], metric: string): ComparedPoint[] {
  const byTime = new Map<number, ComparedPoint>();
  for (const website of websites) {
    const points = website.metrics.find((one) => one.metric === metric)?.points ?? [];
    for (const point of points) {
      if (point.kind !== "exact" || point.value === null) continue;
      const at = Date.parse(point.observed_at);
      byTime.set(at, { ...byTime.get(at), at, [website.website_id]: point.value });
    }
  }
  return [...byTime.values()].toSorted((a, b) => a.at - b.at);
}
