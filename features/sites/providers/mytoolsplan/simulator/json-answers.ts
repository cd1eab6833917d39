import type { Figure, SiteFigures } from "./figures.ts";

const MONTH_MS = 30 * 86_400_000;

/** `organic.Summary`: a row per country's database. Only the United States' is what the product measures by. */
export function summaryRows(figures: SiteFigures): Record<string, unknown>[] {
  const row = (database: string, share: number, rank: number): Record<string, unknown> => ({
    domain: figures.domain,
    database,
    rank,
    organicPositions: Math.round(figures.organicTraffic * share * 0.7),
    organicTraffic: Math.round(figures.organicTraffic * share),
    organicTrafficCost: Math.round(figures.organicTraffic * share * 1.3),
    adwordsPositions: 12,
    ...field("adwordsTraffic", figures.adwordsTraffic, (traffic) => Math.round(traffic * share)),
    adwordsTrafficCost: 340,
  });
  const abroad = [row("uk", 0.21, 48_211), row("fr", 0.08, 90_417), row("mobile-us", 0.9, 1201)];
  return figures.hasUnitedStatesRow
    ? [...abroad.slice(0, 1), row("us", 1, 1200), ...abroad.slice(1)]
    : abroad;
}

/** `organic.OverviewTrend`: a row per month, the newest last. */
export function trendRows(figures: SiteFigures, atMs: number): Record<string, unknown>[] {
  if (!figures.hasTrend) return [];
  return [5, 4, 3, 2, 1, 0].map((ago) => {
    const share = 1 - ago * 0.03;
    const traffic = Math.round(figures.traffic * share);
    return {
      domain: figures.domain,
      database: "us",
      date: dayOf(atMs - ago * MONTH_MS).replaceAll("-", ""),
      organicPositions: Math.round(traffic * 0.7),
      traffic,
      trafficCost: Math.round(traffic * 1.3),
      ...field("trafficBranded", figures.trafficBranded, (branded) => Math.round(branded * share)),
      trafficNonBranded:
        typeof figures.trafficBranded === "number"
          ? traffic - Math.round(figures.trafficBranded * share)
          : null,
    };
  });
}

/** The engagement call. */
export function engagementAnswer(figures: SiteFigures, atMs: number): Record<string, unknown> {
  return {
    target: figures.domain,
    dataDate: `${dayOf(atMs).slice(0, 7)}-01`,
    totalPagesPerVisit: 3.42,
    totalUsers: Math.round(figures.traffic * 0.71),
    ...field("totalBounceRate", figures.bounceRate),
    ...field("totalAvgVisitDuration", figures.avgVisitDuration),
    desktopBounceRate: 0.4711,
    mobileBounceRate: 0.5333,
  };
}

/** A field as the portal gives it, or the way it says that it has none. */
function field(
  name: string,
  figure: Figure,
  shown: (value: number) => number = (value) => value,
): Record<string, unknown> {
  if (typeof figure === "number") return { [name]: shown(figure) };
  return figure === "left-out" ? {} : { [name]: { "n/a": "n/a", null: null, zero: 0 }[figure] };
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
