import type { AlertRuleRequest } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useMetricLabel, useMetrics, useQuantity } from "../queries.ts";

/** What of a rule can be said in a sentence. */
export type SpokenRule = Pick<AlertRuleRequest, "metric" | "condition"> & {
  channel: { kind: AlertRuleRequest["channel"]["kind"] };
  tags: readonly string[];
};

/** A rule in plain words: "Visits down 30 % in 7 days → Slack". */
export function useRuleWords(): (rule: SpokenRule) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useMetricLabel();
  const metrics = useMetrics();
  const quantity = useQuantity();
  return ({ metric, condition, channel, tags }) => {
    const unit = metrics.find(({ id }) => id === metric)?.unit ?? "count";
    const values = { metric: label(metric), channel: t(`scraping.alerts.channel.${channel.kind}`) };
    const what =
      condition.kind === "falls_by" || condition.kind === "rises_by"
        ? t(`scraping.alerts.words.${condition.kind}`, {
            ...values,
            percent: format.percentTenth(condition.percent / 100),
            count: condition.days,
          })
        : t(`scraping.alerts.words.${condition.kind}`, {
            ...values,
            value: quantity.number(condition.value, unit),
          });
    return tags.length === 0 ? what : `${what} · ${t("scraping.sessions.tagged", { tags: tags.join(", ") })}`;
  };
}
