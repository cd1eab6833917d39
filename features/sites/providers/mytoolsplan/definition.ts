import { standardMetrics } from "../../metrics/standard-metrics.ts";
import type { DomStrategy, MetricDeclaration, MetricSource, Mirror } from "../provider.ts";

/** Where the portal is; in a demo its simulator takes their place. */
export interface PortalAddresses {
  /** Host where one logs in. */
  login: string;
  sam: string;
  sam2: string;
}

export const portalAddresses: PortalAddresses = {
  login: "https://app.mytoolsplan.com",
  sam: "https://sam.mytoolsplan.xyz",
  sam2: "https://sam2.mytoolsplan.xyz",
};

export function mirrorsAt({ sam, sam2 }: PortalAddresses): Mirror[] {
  return [
    { name: "sam", baseUrl: sam },
    { name: "sam2", baseUrl: sam2 },
  ];
}

export const providerId = "mytoolsplan";
/** Label of outbound metrics, and with each mirror's host the key of its circuit breaker. */
export const vendor = "mytoolsplan";

/** The portal's calls and its page, as the product names them. */
export const callIds = {
  summary: "organic-summary",
  trend: "overview-trend",
  engagement: "engagement",
  page: "traffic-analytics",
} as const;

/** Figures older than this are stale: another mirror may have newer ones. Portals lag by up to two months. */
export const staleAfterDays = 92;

/** The page's labels stand in these; a label is never a sentence. */
const labelled = "main dt, main th, main span, main label, main h3, main h4";

const bounceLabels = ["Bounce rate", "Taux de rebond"];
const durationLabels = [
  "Avg. visit duration",
  "Average visit duration",
  "Durée moy. de la visite",
  "Durée moyenne de la visite",
];
const conversionLabels = [
  "Purchase conversion",
  "Purchase conversion rate",
  "Conversion to purchase",
  "Conversion d'achat",
  "Taux de conversion des achats",
  "Conversion en achat",
];
const otherLabels = [...bounceLabels, ...durationLabels, "Share of the market", "Part du marché"];

/** The three layouts the page is known in call a figure by these names; where they are gone, its label leads to it. */
function strategiesFor(key: string, labels: readonly string[]): DomStrategy[] {
  return [
    { name: "attribute", selector: `.ta-tile[data-at="${key}"] [data-at="value"]`, trust: 1 },
    { name: "attribute", selector: `.sc-summary tr[data-test="row-${key}"] > td.sc-value`, trust: 1 },
    {
      name: "attribute",
      selector: `[data-ui-name="Summary.Item"][data-metric="${key}"] .mg-value`,
      trust: 1,
    },
    { name: "label", selector: labelled, label: labels, trust: 0.8 },
  ];
}

/** Its place among the others, in a layout that is known by its frame, when it alone has no name any more. */
const conversionPlaces: DomStrategy[] = [
  ".ta-summary > .ta-tile:nth-child(3):not([data-at]) > .ta-tile__value",
  ".sc-summary tbody > tr:last-child:not([data-test]) > td.sc-value",
  ".mg-list > div:nth-child(5):not([data-metric]) .mg-value",
].map((selector) => ({ name: "position", selector, notLabel: otherLabels, trust: 0.4 }));

/**
 * What the page is read for. Beside conversion, which it alone has, it stands in for the engagement call; its visits are
 * rounded and counted another way than the trend's, so they don't.
 */
export const pageStrategies: Readonly<Record<string, readonly DomStrategy[]>> = {
  conversion_rate: [...strategiesFor("purchase-conversion", conversionLabels), ...conversionPlaces],
  bounce_rate: strategiesFor("bounce-rate", bounceLabels),
  avg_visit_duration: strategiesFor("visit-duration", durationLabels),
};

/** Where each metric comes from; the page prints rounded figures, so an API answer goes before it. */
const sources: Readonly<Record<(typeof standardMetrics)[number]["id"], MetricSource>> = {
  organic_traffic: { kind: "api", call: callIds.summary, path: ["organicTraffic"] },
  paid_search_traffic: { kind: "api", call: callIds.summary, path: ["adwordsTraffic"] },
  visits: { kind: "api", call: callIds.trend, path: ["traffic"] },
  bounce_rate: { kind: "api", call: callIds.engagement, path: ["totalBounceRate"] },
  avg_visit_duration: { kind: "api", call: callIds.engagement, path: ["totalAvgVisitDuration"] },
  branded_traffic: { kind: "api", call: callIds.trend, path: ["trafficBranded"] },
  conversion_rate: {
    kind: "dom",
    call: callIds.page,
    strategies: pageStrategies["conversion_rate"] ?? [],
  },
  percent_branded_traffic: { kind: "computed", formula: "ratio", of: ["branded_traffic", "visits"] },
};

/** The eight metrics as the portal has them. */
export const portalMetrics: readonly MetricDeclaration[] = standardMetrics.map((metric) => ({
  ...metric,
  from: sources[metric.id],
}));
