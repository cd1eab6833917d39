import type { Figure, SiteFigures } from "./figures.ts";

const SMALLEST_SHOWN = 0.0001;

/** What is true of one metric: a number, only a bound, or that the portal has none. */
export type TrueQuantity = { kind: "exact"; value: number } | { kind: "below"; value: number } | null;

/** Ground truth of a website, by the metric's id. */
export interface MyToolsPlanTruth {
  domain: string;
  metrics: Readonly<Record<string, TrueQuantity>>;
}

/** What anybody who reads the portal rightly ends up with. */
export function truthFrom(figures: SiteFigures): MyToolsPlanTruth {
  const { domain, hasUnitedStatesRow, hasTrend } = figures;
  const visits = hasTrend ? exact(figures.traffic) : null;
  const branded = hasTrend ? exact(figures.trafficBranded) : null;
  return {
    domain,
    metrics: {
      organic_traffic: hasUnitedStatesRow ? exact(figures.organicTraffic) : null,
      paid_search_traffic: hasUnitedStatesRow ? exact(figures.adwordsTraffic) : null,
      visits,
      bounce_rate: exact(figures.bounceRate),
      avg_visit_duration: exact(figures.avgVisitDuration),
      branded_traffic: branded,
      conversion_rate: shown(figures.purchaseConversion),
      percent_branded_traffic: ratio(branded, visits),
    },
  };
}

function exact(figure: Figure): { kind: "exact"; value: number } | null {
  return typeof figure === "number" ? { kind: "exact", value: figure } : null;
}

/** The page shows two decimals of a per cent, and only a bound below them. */
function shown(figure: Figure): TrueQuantity {
  return typeof figure === "number" && figure < SMALLEST_SHOWN
    ? { kind: "below", value: SMALLEST_SHOWN }
    : exact(figure);
}

function ratio(part: TrueQuantity, whole: TrueQuantity): TrueQuantity {
  return part === null || whole === null || whole.value === 0 ? null : exact(part.value / whole.value);
}
