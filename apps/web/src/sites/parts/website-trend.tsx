import type { Website } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useMetricLabel, useMetrics, useQuantity } from "../queries.ts";
import { noValue } from "./quantity-words.ts";
import { Sparkline } from "./sparkline.tsx";

/** The last values of one metric as a curve; a dash before there are two of them. */
export function WebsiteTrend({ website, metric }: { website: Website; metric: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useQuantity();
  const label = useMetricLabel();
  const unit = useMetrics().find(({ id }) => id === metric)?.unit;
  const points = website.trend ?? [];
  const [first, last] = [points[0], points.at(-1)];
  if (unit === undefined || first === undefined || last === undefined || points.length < 2)
    return (
      <span className="text-faint">
        <span aria-hidden>{noValue}</span>
        <span className="sr-only">{t("sites.trend.none")}</span>
      </span>
    );
  return (
    <Sparkline
      points={points}
      label={t("sites.trend.label", {
        metric: label(metric),
        from: words.number(first.value, unit),
        to: words.number(last.value, unit),
        since: format.day(first.at),
      })}
    />
  );
}
