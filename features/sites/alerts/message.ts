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
  const after = shown(met.after);
  const before = met.before === null ? null : shown(met.before);
  const head = language === "en" ? `${domain}: ${label}` : `${domain} : ${label}`;
  if (condition.kind === "below" || condition.kind === "above") {
    return `${head} ${thresholdWords(language, condition.kind, shown(condition.value))}: ${after}${
      before === null ? "" : language === "en" ? ` (before: ${before})` : ` (avant : ${before})`
    }.`;
  }
  const percent = changeInPercent(language, met);
  const verb = changeWords[language][condition.kind];
  return language === "en"
    ? `${head} ${verb} by ${percent} in ${days(language, condition.days)}, from ${before ?? "?"} to ${after}.`
    : `${head} ${verb} de ${percent} en ${days(language, condition.days)}, de ${before ?? "?"} à ${after}.`;
}

const changeWords = {
  en: { falls_by: "fell", rises_by: "rose" },
  fr: { falls_by: "en baisse", rises_by: "en hausse" },
} as const;

function thresholdWords(language: MessageLanguage, kind: "below" | "above", value: string): string {
  if (language === "en") return `is ${kind} ${value}`;
  return kind === "below" ? `est sous ${value} ` : `dépasse ${value} `;
}

const days = (language: MessageLanguage, count: number): string =>
  language === "en"
    ? `${count} ${count === 1 ? "day" : "days"}`
    : `${count} ${count === 1 ? "jour" : "jours"}`;

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
