import type { MetricDefinition } from "../contract.ts";

/** A metric as it is whoever provides it. */
type StandardMetric = Omit<MetricDefinition, "providers">;

/** Counted per month, as every portal gives them. */
const count = { unit: "count", type: "integer", min: 0, is_min_excluded: false, max: null } as const;
const share = { unit: "ratio", type: "number", min: 0, is_min_excluded: false, max: 1 } as const;

/** The eight metrics every website is measured for, in the order they are shown. A provider may declare more. */
export const standardMetrics = [
  {
    id: "organic_traffic",
    label: { en: "Organic traffic", fr: "Trafic organique" },
    about: {
      en: "Estimated visitors a month from unpaid search results.",
      fr: "Visiteurs mensuels estimés venant des résultats de recherche non payants.",
    },
    ...count,
  },
  {
    id: "paid_search_traffic",
    label: { en: "Paid search traffic", fr: "Trafic de recherche payant" },
    about: {
      en: "Estimated visitors a month from advertisements in search results.",
      fr: "Visiteurs mensuels estimés venant des annonces des moteurs de recherche.",
    },
    ...count,
  },
  {
    id: "visits",
    label: { en: "Visits", fr: "Visites" },
    about: { en: "Estimated visits a month.", fr: "Visites mensuelles estimées." },
    ...count,
  },
  {
    id: "bounce_rate",
    label: { en: "Bounce rate", fr: "Taux de rebond" },
    about: {
      en: "Share of visits that end after one page.",
      fr: "Part des visites qui s'arrêtent après une page.",
    },
    ...share,
  },
  {
    id: "avg_visit_duration",
    label: { en: "Average visit duration", fr: "Durée moyenne des visites" },
    about: { en: "How long a visit lasts on average.", fr: "Durée d'une visite en moyenne." },
    unit: "seconds",
    type: "number",
    min: 0,
    is_min_excluded: true,
    max: null,
  },
  {
    id: "branded_traffic",
    label: { en: "Branded traffic", fr: "Trafic de marque" },
    about: {
      en: "Estimated visitors a month who searched for the brand's name.",
      fr: "Visiteurs mensuels estimés ayant cherché le nom de la marque.",
    },
    ...count,
  },
  {
    id: "conversion_rate",
    label: { en: "Conversion rate", fr: "Taux de conversion" },
    about: {
      en: "Share of visits that end with a purchase.",
      fr: "Part des visites qui aboutissent à un achat.",
    },
    ...share,
  },
  {
    id: "percent_branded_traffic",
    label: { en: "Share of branded traffic", fr: "Part du trafic de marque" },
    about: { en: "Branded traffic over visits.", fr: "Trafic de marque rapporté aux visites." },
    ...share,
  },
] as const satisfies readonly StandardMetric[];
