import type { MetricUnit } from "../contract.ts";
import { standardMetrics } from "../metrics/standard-metrics.ts";
import type { AlertCondition, Met } from "./condition.ts";

export type MessageLanguage = "en" | "fr";

/** One sentence for people: "shop.example: Visits fell by 32 % in 7 days, from 12,000 to 8,160." */
export function alertMessage(
  language: MessageLanguage,
  {
    domain,
    metric,
    unit,
    condition,
    met,
  }: {
    domain: string;
    metric: string;
    unit: MetricUnit;
    condition: AlertCondition;
    met: Met;
  },
): string {
  const label = standardMetrics.find(({ id }) => id === metric)?.label[language] ?? metric;
  const shown = (value: number): string => showFigure(language, unit, value);
  const before = met.before === null ? null : shown(met.before);
  const said =
    condition.kind === "below" || condition.kind === "above"
      ? thresholdWords[language](condition.kind, shown(condition.value), shown(met.after), before)
      : changeWords[language](condition.kind, changeInPercent(language, met), condition.days, [
          before ?? "?",
          shown(met.after),
        ]);
  return language === "en" ? `${domain}: ${label} ${said}.` : `${domain} : ${label} ${said}.`;
}

type Threshold = (kind: "below" | "above", value: string, after: string, before: string | null) => string;
const thresholdWords: Record<MessageLanguage, Threshold> = {
  en: (kind, value, after, before) =>
    `is ${kind} ${value}: ${after}${before === null ? "" : ` (before: ${before})`}`,
  fr: (kind, value, after, before) =>
    `${kind === "below" ? "est sous" : "dépasse"} ${value} : ${after}${before === null ? "" : ` (avant : ${before})`}`,
};

type Change = (
  kind: "falls_by" | "rises_by",
  percent: string,
  days: number,
  figures: readonly [string, string],
) => string;
const changeWords: Record<MessageLanguage, Change> = {
  en: (kind, percent, days, [before, after]) =>
    `${kind === "falls_by" ? "fell" : "rose"} by ${percent} in ${days} ${days === 1 ? "day" : "days"}, from ${before} to ${after}`,
  fr: (kind, percent, days, [before, after]) =>
    `${kind === "falls_by" ? "en baisse" : "en hausse"} de ${percent} en ${days} ${days === 1 ? "jour" : "jours"}, de ${before} à ${after}`,
};

/** What a sample says in place of an alert. */
export function sampleMessage(language: MessageLanguage, rule: string): string {
  return language === "en"
    ? `This is a sample of the alert "${rule}": nothing happened.`
    : `Ceci est un exemple de l'alerte « ${rule} » : il ne s'est rien passé.`;
}

function changeInPercent(language: MessageLanguage, { before, after }: Met): string {
  if (before === null || before === 0) return "∞ %";
  const share = Math.abs(after - before) / before;
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(share);
}

function showFigure(language: MessageLanguage, unit: MetricUnit, value: number): string {
  switch (unit) {
    case "ratio":
      return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 2 }).format(value);
    case "usd":
      return new Intl.NumberFormat(language, { style: "currency", currency: "USD" }).format(value);
    case "seconds":
      return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)} s`;
    case "count":
      return new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
  }
}
